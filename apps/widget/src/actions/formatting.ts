/** Markdown formats: around a selection, or before each of its lines. */
export type Mark = 'bold' | 'italic' | 'link' | 'quote';

/** What each is made of: the key of its shortcut, with Ctrl or ⌘, and what stands around a selection. */
export const MARKS: Readonly<Record<Mark, readonly [key: string, before?: string, after?: string]>> = {
  bold: ['B', '**', '**'],
  italic: ['I', '_', '_'],
  link: ['K', '[', '](https://)'],
  quote: [''],
};

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

/** A text with the caret after it. */
const closed = (text: string): Insertion => ({ text, from: text.length, to: text.length });

/** The formatted selection. For an empty one the caret is placed where the text goes. */
export function insertionFor(selected: string, mark: Mark): Insertion {
  const [, before, after = ''] = MARKS[mark];
  if (before === undefined) return closed(quoted(selected));
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
  // oxlint-disable-next-line typescript/no-deprecated
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  field.setSelectionRange(start + from, start + to);
}

export function format(field: HTMLTextAreaElement, mark: Mark): void {
  insert(field, insertionFor(field.value.slice(field.selectionStart, field.selectionEnd), mark));
}

/** Writes a paragraph below all others. */
export function insertLast(field: HTMLTextAreaElement, text: string): void {
  const { length } = field.value;
  field.setSelectionRange(length, length);
  insert(field, closed(`${length > 0 ? '\n\n' : ''}${text}`));
}
