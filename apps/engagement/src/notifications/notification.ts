import {
  type Author,
  LIMITS,
  type Notification,
  type NotificationDelivery,
  type NotificationType,
} from '@afterword/contracts';
import { withoutMentions } from '../comments';

/** A notification as it is stored, with what it tells of as that is now. */
export interface NotificationRow {
  id: string;
  type: NotificationType;
  at: Date;
  readAt: Date | null;
  decision: Notification['decision'] | null;
  amount: number | null;
  /** What became of it by mail, and when; null where nothing has. */
  mail: NotificationDelivery['outcome'];
  mailAt: Date | null;
  /** When it was pushed to a browser of the reader; null where it was not. */
  pushedAt: Date | null;
  isShown: boolean;
  page: Notification['page'];
  commentId: string | null;
  parentId: string | null;
  /** The beginning of the comment's Markdown; null where readers do not see it. */
  text: string | null;
  actor: Author | null;
}

export function toNotification(row: NotificationRow, toAuthor: (stored: Author) => Author): Notification {
  const { id, type, page, commentId, parentId, decision, amount, readAt, isShown } = row;
  const at = row.at.toISOString();
  const outcome = !isShown ? 'hidden' : readAt ? 'read' : 'unread';
  return {
    ...{ id, type, at, read: readAt !== null, page },
    comment: commentId === null ? null : { id: commentId, parentId, excerpt: row.text && excerptOf(row.text) },
    actor: row.actor && toAuthor(row.actor),
    ...(decision && { decision }),
    ...(amount !== null && { amount }),
    delivery: [
      { channel: 'inbox', outcome, at: outcome === 'read' && readAt ? readAt.toISOString() : at },
      { channel: 'mail', outcome: row.mail, at: row.mailAt?.toISOString() ?? at },
      ...(row.pushedAt ? [{ channel: 'push', outcome: 'sent', at: row.pushedAt.toISOString() } as const] : []),
    ],
  };
}

/** The beginning of a comment's Markdown, on one line, cut after a character. */
export function excerptOf(text: string): string {
  const characters = Array.from(withoutMentions(text).replace(/\s+/g, ' ').trim());
  const { excerptLength } = LIMITS;
  return characters.length <= excerptLength
    ? characters.join('')
    : `${characters.slice(0, excerptLength - 1).join('')}…`;
}
