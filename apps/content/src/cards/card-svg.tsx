import { render } from 'preact-render-to-string';
import type { ShapedLine } from './card-fonts';
import type { Direction } from './itemize';

export const CARD_WIDTH = 1_200;
export const CARD_HEIGHT = 630;
/** Between the edge and the content. Pixels. */
export const MARGIN = 80;

export interface CardProps {
  siteName: ShapedLine;
  /** The title; empty where the fonts have no glyphs for it. */
  lines: readonly ShapedLine[];
  size: number;
  /** Author and date. */
  note: ShapedLine;
  direction: Direction;
}

/** The preview image of an article, which other sites show beside a link. Its text is outlines: nothing shapes it again. */
export function cardSvg({ siteName, lines, size, note, direction }: CardProps): string {
  const lineHeight = size * 1.28;
  const first = CARD_HEIGHT / 2 - ((lines.length - 1) * lineHeight) / 2 + size / 3;
  const startOf = (line: ShapedLine) => (direction === 'rtl' ? CARD_WIDTH - MARGIN - line.width * size : MARGIN);
  return render(
    <svg xmlns="http://www.w3.org/2000/svg" width={CARD_WIDTH} height={CARD_HEIGHT}>
      <rect width={CARD_WIDTH} height={CARD_HEIGHT} fill="#fbf8f3" />
      <rect width="16" height={CARD_HEIGHT} fill="#b3261e" />
      <path d="M 104 66 H 88 V 118 H 104" fill="none" stroke="#b3261e" stroke-width="8" />
      <circle cx="124" cy="92" r="9" fill="#b3261e" />
      <Line line={siteName} at={{ x: 152, y: 104, size: 34 }} fill="#1d1b18" />
      {lines.map((line, index) => (
        <Line key={index} line={line} at={{ x: startOf(line), y: first + index * lineHeight, size }} fill="#1d1b18" />
      ))}
      <Line line={note} at={{ x: MARGIN, y: CARD_HEIGHT - 64, size: 28 }} fill="#6a6259" />
    </svg>,
  );
}

/** Where a line begins on its baseline, and the size of an em. Pixels. */
interface Place {
  x: number;
  y: number;
  size: number;
}

/** Nothing for an empty line: an empty attribute is written without its value, as in HTML, and no SVG is read with such a one. */
function Line({ line, at, fill }: { line: ShapedLine; at: Place; fill: string }) {
  const outline = outlineOf(line, at);
  return outline === '' ? null : <path d={outline} fill={fill} />;
}

function outlineOf(line: ShapedLine, at: Place): string {
  return line.glyphs
    .map(({ glyph, unitsPerEm, x, y }) => {
      const scale = at.size / unitsPerEm;
      return glyph.path
        .scale(scale, -scale)
        .translate(at.x + x * at.size, at.y - y * at.size)
        .toSVG();
    })
    .join('');
}
