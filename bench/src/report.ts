import type { Machine } from './machine';

/** One row of the table. */
export interface Figure {
  name: string;
  /** Shown behind the number. A ratio has no unit. */
  unit: '' | 'µs' | 'ms' | 's' | 'kB' | 'MiB' | '/s';
  goal: { atLeast: number } | { atMost: number } | null;
  /** One value per round. */
  values: number[];
  /** The numbers behind the figure. */
  note?: string;
}

export interface Report {
  startedAt: string;
  quick: boolean;
  machine: Machine;
  figures: Figure[];
  series: Series[];
}

/** One line of a chart. */
export interface Series {
  chart: string;
  name: string;
  points: { x: number; y: number }[];
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
export const median = (values: readonly number[]): number => sorted(values)[Math.floor((values.length - 1) / 2)] ?? NaN;

const digits = (value: number) => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
const show = (value: number) => value.toFixed(digits(value));

/** Whether the median meets the goal; null without a goal. */
export function isMet({ goal, values }: Figure): boolean | null {
  if (!goal) return null;
  return 'atLeast' in goal ? median(values) >= goal.atLeast : median(values) <= goal.atMost;
}

function goalOf({ goal, unit }: Figure): string {
  if (!goal) return '';
  return `${'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`}${unit && ` ${unit}`}`;
}

/** The table as aligned Markdown, which is also readable in a terminal. */
export function tableOf(figures: readonly Figure[]): string {
  const head = ['figure', 'goal', 'minimum', 'median', 'maximum', 'met', 'note'];
  const rows = figures.map((figure) => {
    const { name, unit, values, note = '' } = figure;
    const ordered = sorted(values);
    const shown = [ordered[0] ?? NaN, median(values), ordered.at(-1) ?? NaN].map(
      (value) => show(value) + (unit && ` ${unit}`),
    );
    const met = isMet(figure);
    return [name, goalOf(figure), ...shown, met === null ? '' : met ? 'yes' : 'no', note];
  });
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
