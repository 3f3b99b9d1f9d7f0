import type { Message } from './messages';

/** English messages that the widget shows once a thread is live, loaded with that code. See messages.ts. */
export const liveMessages = {
  post: 'Post',
  replyTo: 'Reply to {name}’s comment',
  comment: 'Comment',
  commentPlaceholder: 'What would you add?',
  name: 'Name',
  namePlaceholder: 'Your name',
  hint: 'Markdown works. Be kind.',
  you: 'You',
  edit: 'Edit',
  remove: 'Delete',
  moreReplies: { one: 'Show {count} more reply', other: 'Show {count} more replies' },
  showReplies: { one: 'Show {count} reply', other: 'Show {count} replies' },
  hideReplies: 'Hide replies',
  arrived: { one: '{count} new comment', other: '{count} new comments' },
  linked: 'The linked comment',
  linkGone: 'The linked comment is no longer there.',
} as const satisfies Record<string, Message>;

export type LiveMessageKey = keyof typeof liveMessages;
