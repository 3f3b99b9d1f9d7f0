/** Every word that a reader sees or hears, in English. A language is another object of this type. */
export interface Messages {
  engagement: string;
  reward: string;
  like: string;
  share: string;
  comments: string;
  rewardLabel: (count: string, amount: number, points: string) => string;
  kindLabel: (kind: string) => string;
  post: string;
  posting: string;
  reply: string;
  cancel: string;
  comment: string;
  commentPlaceholder: string;
  replyTo: (name: string) => string;
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
  inReplyTo: (name: string) => string;
  someone: string;
  commentBy: (name: string) => string;
  deleted: string;
  remove: string;
  removeQuestion: string;
  removeConfirm: string;
  more: string;
  arrived: (count: number) => string;
  moreReplies: string;
  empty: string;
  emptyHint: string;
  closed: string;
  notAllowed: string;
  scriptNeeded: string;
  rewardPanel: string;
  amount: string;
  otherAmount: string;
  otherAmountPlaceholder: string;
  balance: (points: string) => string;
  points: (count: number) => string;
  rewardConfirm: (points: string) => string;
  rewarded: (points: string) => string;
  sharePanel: string;
  shareLink: string;
  copy: string;
  copied: string;
  nativeShare: string;
  email: string;
  close: string;
  posted: string;
  removed: string;
  retry: string;
  failed: Record<FailureKind, string>;
}

export type FailureKind =
  'offline' | 'unavailable' | 'rate-limited' | 'insufficient-balance' | 'page-closed' | 'invalid' | 'gone' | 'other';

const plural = new Intl.PluralRules('en');

export const english: Messages = {
  engagement: 'Engagement',
  reward: 'Reward',
  like: 'Like',
  share: 'Share',
  comments: 'Comments',
  rewardLabel: (count, amount, points) => (amount === 0 ? `Reward ${count}` : `Reward ${count}, ${points} in all`),
  kindLabel: (kind) => kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('-', ' '),
  post: 'Post',
  posting: 'Posting …',
  reply: 'Reply',
  cancel: 'Cancel',
  comment: 'Comment',
  commentPlaceholder: 'What would you add?',
  replyTo: (name) => `Reply to ${name}`,
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
  inReplyTo: (name) => `to ${name}`,
  someone: 'a deleted comment',
  commentBy: (name) => `Comment by ${name}`,
  deleted: 'This comment was deleted by its author.',
  remove: 'Delete',
  removeQuestion: 'Delete this comment for good?',
  removeConfirm: 'Delete it',
  more: 'More comments',
  arrived: (count) => `${count} new ${plural.select(count) === 'one' ? 'comment' : 'comments'}`,
  moreReplies: 'More replies',
  empty: 'No comments yet',
  emptyHint: 'The first word is yours.',
  closed: 'This page takes no new comments.',
  notAllowed: 'Comments are not set up for this address.',
  scriptNeeded: 'Writing needs JavaScript; reading does not.',
  rewardPanel: 'Reward this page',
  amount: 'Amount',
  otherAmount: 'Other amount in points',
  otherAmountPlaceholder: 'Other amount',
  balance: (points) => `You have ${points}.`,
  points: (count) => `${count} ${plural.select(count) === 'one' ? 'point' : 'points'}`,
  rewardConfirm: (points) => `Reward ${points}`,
  rewarded: (points) => `Rewarded ${points}. Thank you.`,
  sharePanel: 'Share this page',
  shareLink: 'Link to this page',
  copy: 'Copy link',
  copied: 'Copied',
  nativeShare: 'Share with …',
  email: 'E-mail',
  close: 'Close',
  posted: 'Your comment is posted.',
  removed: 'The comment is deleted.',
  retry: 'Retry',
  failed: {
    offline: 'Not sent: you are offline.',
    unavailable: 'Not sent: the service is busy. Try again in a moment.',
    'rate-limited': 'That was a lot at once. Try again in a moment.',
    'insufficient-balance': 'Your wallet does not hold that many points.',
    'page-closed': 'Not sent: this page takes no new comments.',
    invalid: 'Not sent: shorten or change the text.',
    gone: 'That is no longer there.',
    other: 'Not sent: something went wrong.',
  },
};
