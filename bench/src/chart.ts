import type { Series } from './report';

const WIDTH = 640;
const HEIGHT = 300;
const MARGIN = { left: 64, right: 96, top: 40, bottom: 40 };
const COLOURS = ['#2f6f9f', '#b5532c', '#4c7a34'];

const escape = (text: string) => text.replace(/[&<>]/g, (mark) => `&#${mark.charCodeAt(0)};`);
const round = (value: number) => Math.round(value * 10) / 10;

/** A step of 1, 2 or 5 times a power of ten that gives about four lines. */
function stepOf(max: number): number {
  const power = 10 ** Math.floor(Math.log10(max / 4));
  return power * ([1, 2, 5, 10].find((factor) => max / (factor * power) <= 5) ?? 10);
}

/** One chart under another, as SVG: x by its logarithm, y from zero. */
export function chartOf(series: readonly Series[]): string {
  const charts = [...new Set(series.map(({ chart }) => chart))];
  const drawn = charts.map((chart, index) =>
    draw(
      chart,
      series.filter((one) => one.chart === chart),
      index * HEIGHT,
    ),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT * charts.length}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="${escape(charts.join('; '))}">
<style>text { fill: #333 } line { stroke: #ccc } @media (prefers-color-scheme: dark) { text { fill: #ddd } line { stroke: #555 } }</style>
${drawn.join('\n')}
</svg>
`;
}

function draw(title: string, series: readonly Series[], offset: number): string {
  const points = series.flatMap((one) => one.points);
  const [low, high] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const max = Math.max(...points.map(({ y }) => y)) * 1.1;
  const span = Math.log(high / low) || 1;
  const x = (value: number) =>
    round(MARGIN.left + (Math.log(value / low) / span) * (WIDTH - MARGIN.left - MARGIN.right));
  const y = (value: number) =>
    round(offset + HEIGHT - MARGIN.bottom - (value / max) * (HEIGHT - MARGIN.top - MARGIN.bottom));
  const step = stepOf(max);
  const lines = Array.from({ length: Math.floor(max / step) + 1 }, (_, index) => index * step);
  return [
    `<text x="${MARGIN.left}" y="${offset + 20}" font-weight="600">${escape(title)}</text>`,
    ...lines.map(
      (value) =>
        `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(value)}" y2="${y(value)}"/>` +
        `<text x="${MARGIN.left - 8}" y="${y(value) + 4}" text-anchor="end">${round(value).toLocaleString('en')}</text>`,
    ),
    ...[...new Set(points.map((point) => point.x))].map(
      (value) =>
        `<text x="${x(value)}" y="${offset + HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${value.toLocaleString('en')}</text>`,
    ),
    ...series.flatMap(({ name, points: own }, index) => {
      const colour = COLOURS[index % COLOURS.length] ?? '#000';
      const last = own.at(-1);
      return [
        `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${own.map((point) => `${x(point.x)},${y(point.y)}`).join(' ')}"/>`,
        ...own.map((point) => `<circle cx="${x(point.x)}" cy="${y(point.y)}" r="3" fill="${colour}"/>`),
        last ? `<text x="${x(last.x) + 8}" y="${y(last.y) + 4}">${escape(name)}</text>` : '',
      ];
    }),
  ].join('\n');
}
