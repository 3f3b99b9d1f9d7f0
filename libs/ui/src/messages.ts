/**
 * The words of a first view, in English; live-messages.ts has those of a live thread, action-messages.ts those of a reader who acts,
 * menu-messages.ts those of menus and the inbox. The other languages are JSON files in languages/, named by their tag (`de.json`,
 * `zh-Hant.json`), one file for all the words:
 *
 * - The same keys as here and there, plus `language` (the tag) and `direction` (`ltr` or `rtl`). No key more, none less.
 * - `{name}` is a placeholder: a message has those that the English one has, wherever the language wants them.
 * - A message that depends on a number is an object: one text for each category that `Intl.PluralRules` has for the language
 *   (`one` and `other` in German; `one`, `few`, `many` and `other` in Polish). `{count}` is the number, written as the
 *   language writes it; only a form for exactly one number may do without it.
 *
 * languages.spec.ts holds every file to that. Whoever adds a message adds it in every language. A language is there once its file is.
 */
export type Message = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

export const messages = {
  language: 'en',
  direction: 'ltr',
  engagement: 'Engagement',
  reward: 'Reward',
  points: { one: '{count} point', other: '{count} points' },
  like: 'Like',
  moreReactions: 'More reactions',
  whoReacted: 'Who reacted',
  share: 'Share',
  comments: 'Comments',
  staff: 'Staff',
  guest: 'Guest',
  pinned: 'Pinned',
  edited: 'edited',
  inReplyTo: 'replying to {name}',
  someone: 'a deleted comment',
  commentBy: 'Comment by {name}',
  deleted: 'Deleted by the author',
  removed: 'Removed by a moderator',
  loading: 'Loading comments …',
  empty: 'No comments yet',
  emptyHint: 'Be the first to comment.',
  closed: 'Comments are closed.',
  retry: 'Retry',
  notLoaded: 'The comments could not be loaded.',
  notReady: 'Something went wrong. Try again.',
  notAllowed: 'Comments aren’t enabled on this site yet.',
  offline: 'You’re offline.',
} as const satisfies Record<string, Message>;

export type MessageKey = keyof typeof messages;
