/** Markdown formats: around a selection, or before each of its lines. */
export type Mark = 'bold' | 'italic' | 'link' | 'quote';

const AROUND: Record<Exclude<Mark, 'quote'>, readonly [string, string]> = {
  bold: ['**', '**'],
  italic: ['_', '_'],
  link: ['[', '](https://)'],
};

/** Keyboard shortcuts, with Ctrl or ⌘. */
export const KEYS: Readonly<Record<string, Mark>> = { b: 'bold', i: 'italic', k: 'link' };

export interface Insertion {
  text: string;
  /** Range of `text` that is selected afterwards. */
  from: number;
  to: number;
}

export const quoted = (text: string): string =>
  `${text
    // Keeps the indentation of the first line, which makes it code.
    .replace(/^\s*\n/, '')
    .trimEnd()
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')}\n\n`;

/** The formatted selection. For an empty one the caret is placed where the text goes. */
export function insertionFor(selected: string, mark: Mark): Insertion {
  if (mark === 'quote') {
    const text = quoted(selected);
    return { text, from: text.length, to: text.length };
  }
  const [before, after] = AROUND[mark];
  const text = before + selected + after;
  // Selects the address, which is still missing.
  if (mark === 'link' && selected) return { text, from: text.length - 9, to: text.length - 1 };
  return { text, from: before.length, to: before.length + selected.length };
}

/** Replaces the selection as if typed, so that the browser's undo works. */
export function insert(field: HTMLTextAreaElement, { text, from, to }: Insertion): void {
  const start = field.selectionStart;
  field.focus();
  // The only API that preserves the undo history.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  field.setSelectionRange(start + from, start + to);
}

export function format(field: HTMLTextAreaElement, mark: Mark): void {
  insert(field, insertionFor(field.value.slice(field.selectionStart, field.selectionEnd), mark));
}
