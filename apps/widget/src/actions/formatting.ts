/** What Markdown is put around a selection, or before each of its lines. */
export type Mark = 'bold' | 'italic' | 'link' | 'quote';

const AROUND: Record<Exclude<Mark, 'quote'>, readonly [string, string]> = {
  bold: ['**', '**'],
  italic: ['_', '_'],
  link: ['[', '](https://)'],
};

/** The keys, with Ctrl or ⌘. */
export const KEYS: Readonly<Record<string, Mark>> = { b: 'bold', i: 'italic', k: 'link' };

export interface Insertion {
  text: string;
  /** What is selected in it afterwards. */
  from: number;
  to: number;
}

export const quoted = (text: string): string =>
  `${text
    .trim()
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')}\n\n`;

/** What the selected text becomes. Nothing selected leaves the caret where the text goes. */
export function insertionFor(selected: string, mark: Mark): Insertion {
  if (mark === 'quote') {
    const text = quoted(selected);
    return { text, from: text.length, to: text.length };
  }
  const [before, after] = AROUND[mark];
  const text = before + selected + after;
  // A link's address is what is still to be said.
  if (mark === 'link' && selected) return { text, from: text.length - 9, to: text.length - 1 };
  return { text, from: before.length, to: before.length + selected.length };
}

/** Puts it in the place of what is selected, as if it were typed: the browser's own undo takes it back. */
export function insert(field: HTMLTextAreaElement, { text, from, to }: Insertion): void {
  const start = field.selectionStart;
  field.focus();
  // Nothing else leaves the history of what was typed as it is.
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
