import type { Message } from './messages';

/** English messages that the widget shows once a thread is live, loaded with that code. See messages.ts. */
export const liveMessages = {
  sort: 'Order of comments',
  top: 'Top',
  newest: 'Newest',
  oldest: 'Oldest',
  more: 'More comments',
  reply: 'Reply',
  post: 'Post',
  replyTo: 'Reply to {name}’s comment',
  comment: 'Comment',
  commentPlaceholder: 'What do you think?',
  replyPlaceholder: 'Reply to {name}…',
  name: 'Name',
  namePlaceholder: 'Your name',
  hint: 'Be kind. Markdown is supported.',
  you: 'You',
  edit: 'Edit',
  remove: 'Delete',
  moreReplies: { one: 'Show {count} more reply', other: 'Show {count} more replies' },
  showReplies: { one: 'Show {count} reply', other: 'Show {count} replies' },
  hideReplies: 'Hide replies',
  arrived: { one: '{count} new comment', other: '{count} new comments' },
  isNew: 'New',
  linked: 'Linked comment',
  linkGone: 'The linked comment is no longer available.',
} as const satisfies Record<string, Message>;

export type LiveMessageKey = keyof typeof liveMessages;
