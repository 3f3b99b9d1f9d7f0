/** What becomes of an item that is reported. `kept`: it is stored, and something about it is different from the source. */
export type Outcome = 'kept' | 'skipped' | 'failed';

/** Everything that a report can say of an item: what becomes of the item, and why. docs/moving.md lists them; a spec compares. */
export const PROBLEMS = {
  'body-cut': { outcome: 'kept', text: 'The text is longer than a comment can be. Its end is cut off.' },
  'date-future': { outcome: 'kept', text: 'The date is in the future. It was set to the time of the import.' },
  'date-missing': { outcome: 'kept', text: 'There is no date that can be read. It was set to the time of the import.' },
  'id-missing': { outcome: 'kept', text: 'There is no id. One was made of thread, author, date and text.' },
  'markup-changed': {
    outcome: 'kept',
    text: 'Some markup has no counterpart: pictures and embeds became links, the text of the rest stays.',
  },
  'parent-elsewhere': {
    outcome: 'kept',
    text: 'It answers a comment of another page. It is a comment of its own now.',
  },
  'parent-loop': { outcome: 'kept', text: 'It answers one of its own replies. It is a comment of its own now.' },
  'parent-missing': {
    outcome: 'kept',
    text: 'The comment that it answers is not in the file. It is a comment of its own now.',
  },
  'parent-skipped': {
    outcome: 'kept',
    text: 'The comment that it answers is not imported. It answers the one above that, or none.',
  },
  'text-cleaned': {
    outcome: 'kept',
    text: 'Characters that cannot be stored (U+0000, halves of characters) were removed.',
  },
  'votes-cut': { outcome: 'kept', text: 'It has more votes than are imported for one comment.' },
  'votes-lost': { outcome: 'kept', text: 'Votes were not imported: the site has no such reaction.' },
  'changed-here': { outcome: 'skipped', text: 'It was changed here since it was imported. What is here stays.' },
  deleted: { outcome: 'skipped', text: 'It was deleted at the source and has no replies.' },
  duplicate: { outcome: 'skipped', text: 'An item with the same id came before it.' },
  empty: { outcome: 'skipped', text: 'It shows nothing.' },
  pingback: { outcome: 'skipped', text: 'It is a pingback, a trackback or another notice of a program.' },
  'thread-deleted': { outcome: 'skipped', text: 'Its thread was deleted at the source.' },
  unchanged: { outcome: 'skipped', text: 'It was imported before and is the same.' },
  'page-unfit': {
    outcome: 'failed',
    text: 'Its thread has no address or key that a page can have. A mapping can give it one.',
  },
  'thread-unknown': { outcome: 'failed', text: 'Its thread is not in the file.' },
  unreadable: { outcome: 'failed', text: 'It cannot be read.' },
  unstored: { outcome: 'failed', text: 'The database refused it.' },
  truncated: { outcome: 'failed', text: 'The file ends in the middle. What comes before was read.' },
} as const satisfies Record<string, { outcome: Outcome; text: string }>;

export type Problem = keyof typeof PROBLEMS;

/** The whole file is refused, or the import cannot run; nothing was stored. The message says what to do. */
export class ImportRefusedError extends Error {
  override readonly name = 'ImportRefusedError';
}

/** Another import or undo of the site works: what was asked for can be done after it. */
export class ImportBusyError extends ImportRefusedError {}
