import type { FieldChange } from '../articles';

/** Characters of a value that are printed. */
const SHOWN = 60;

/** One line with the old and new value of a field; for a text of several lines, the first line that differs. */
export function describeChange({ field, before, after }: FieldChange): string {
  if (typeof before === 'string' && typeof after === 'string' && /[\r\n]/.test(before + after)) {
    return `${field}: ${describeText(before.split('\n'), after.split('\n'))}`;
  }
  return `${field}: ${show(before)} → ${show(after)}`;
}

function describeText(before: readonly string[], after: readonly string[]): string {
  const at = after.findIndex((line, index) => line !== before[index]);
  const first = at < 0 ? after.length : at;
  return `line ${first + 1}: ${show(before[first])} → ${show(after[first])}; ${before.length} lines → ${after.length}`;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}
