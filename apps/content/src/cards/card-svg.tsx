import { render } from 'preact-render-to-string';
import { FAMILY } from './card-fonts';

export const CARD_WIDTH = 1_200;
export const CARD_HEIGHT = 630;
/** Between the edge and the content. Pixels. */
export const MARGIN = 80;

export interface CardProps {
  siteName: string;
  /** The title; empty where the fonts have no glyphs for it. */
  lines: readonly string[];
  size: number;
  /** Author and date. */
  note: string;
  direction: 'ltr' | 'rtl';
}

/** Embedding marks: a line of Arabic or Hebrew stays right to left where it ends in a Latin word or punctuation. */
const [RIGHT_TO_LEFT, END] = ['\u202b', '\u202c'];

/** The preview image of an article, which other sites show beside a link. */
export function cardSvg({ siteName, lines, size, note, direction }: CardProps): string {
  const side = direction === 'rtl' ? { x: CARD_WIDTH - MARGIN, 'text-anchor': 'end' } : { x: MARGIN };
  const lineHeight = size * 1.28;
  const first = CARD_HEIGHT / 2 - ((lines.length - 1) * lineHeight) / 2 + size / 3;
  return render(
    <svg xmlns="http://www.w3.org/2000/svg" width={CARD_WIDTH} height={CARD_HEIGHT} font-family={FAMILY}>
      <rect width={CARD_WIDTH} height={CARD_HEIGHT} fill="#fbf8f3" />
      <rect width="16" height={CARD_HEIGHT} fill="#b3261e" />
      <path d="M 104 66 H 88 V 118 H 104" fill="none" stroke="#b3261e" stroke-width="8" />
      <circle cx="124" cy="92" r="9" fill="#b3261e" />
      <text x="152" y="104" font-size="34" font-weight="700" fill="#1d1b18">
        {siteName}
      </text>
      {lines.map((line, index) => (
        <text key={index} {...side} y={first + index * lineHeight} font-size={size} font-weight="700" fill="#1d1b18">
          {direction === 'rtl' ? `${RIGHT_TO_LEFT}${line}${END}` : line}
        </text>
      ))}
      <text x={MARGIN} y={CARD_HEIGHT - 64} font-size="28" fill="#6a6259">
        {note}
      </text>
    </svg>,
  );
}
