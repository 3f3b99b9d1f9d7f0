/**
 * Every word that a reader sees or hears before they act, in English; the widget's acting/messages.ts has the rest. A
 * language is another pair of such objects.
 */
export interface Messages {
  /** BCP 47, for `lang` and for numbers and dates. */
  language: string;
  engagement: string;
  reward: string;
  like: string;
  share: string;
  comments: string;
  rewardLabel: (count: string, amount: number) => string;
  kindLabel: (kind: string) => string;
  points: (count: number) => string;
  post: string;
  save: string;
  reply: string;
  replyTo: (name: string) => string;
  cancel: string;
  comment: string;
  commentPlaceholder: string;
  name: string;
  namePlaceholder: string;
  hint: string;
  sort: string;
  top: string;
  newest: string;
  oldest: string;
  staff: string;
  pinned: string;
  edited: string;
  sending: string;
  inReplyTo: (name: string) => string;
  someone: string;
  commentBy: (name: string) => string;
  deleted: string;
  edit: string;
  remove: string;
  more: string;
  moreReplies: (count: number) => string;
  arrived: (count: number) => string;
  loading: string;
  empty: string;
  emptyHint: string;
  closed: string;
  scriptNeeded: string;
  retry: string;
  notLoaded: string;
  notReady: string;
  notAllowed: string;
}

const plural = new Intl.PluralRules('en');
const number = new Intl.NumberFormat('en');
export const counted = (count: number, one: string, other: string) =>
  `${number.format(count)} ${plural.select(count) === 'one' ? one : other}`;

const points = (count: number) => counted(count, 'point', 'points');

export const english: Messages = {
  language: 'en',
  engagement: 'Engagement',
  reward: 'Reward',
  like: 'Like',
  share: 'Share',
  comments: 'Comments',
  rewardLabel: (count, amount) => (amount === 0 ? `Reward ${count}` : `Reward ${count}, ${points(amount)} in all`),
  kindLabel: (kind) => kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('-', ' '),
  points,
  post: 'Post',
  save: 'Save',
  reply: 'Reply',
  replyTo: (name) => `Reply to ${name}’s comment`,
  cancel: 'Cancel',
  comment: 'Comment',
  commentPlaceholder: 'What would you add?',
  name: 'Name',
  namePlaceholder: 'Your name',
  hint: 'Markdown works. Be kind.',
  sort: 'Order of comments',
  top: 'Top',
  newest: 'Newest',
  oldest: 'Oldest',
  staff: 'Staff',
  pinned: 'Pinned',
  edited: 'edited',
  sending: 'Sending …',
  inReplyTo: (name) => `to ${name}`,
  someone: 'a deleted comment',
  commentBy: (name) => `Comment by ${name}`,
  deleted: 'This comment was deleted by its author.',
  edit: 'Edit',
  remove: 'Delete',
  more: 'More comments',
  moreReplies: (count) => `Show ${counted(count, 'more reply', 'more replies')}`,
  arrived: (count) => counted(count, 'new comment', 'new comments'),
  loading: 'Loading comments …',
  empty: 'No comments yet',
  emptyHint: 'The first word is yours.',
  closed: 'This page takes no new comments.',
  scriptNeeded: 'Writing needs JavaScript; reading does not.',
  retry: 'Retry',
  notLoaded: 'The comments could not be loaded.',
  notReady: 'That did not work. Try again in a moment.',
  notAllowed: 'Comments are not set up for this address.',
};
