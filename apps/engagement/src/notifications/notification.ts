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
  /** Whether it waits to be pushed to one of the reader's browsers, and was to none yet. */
  isPushDue: boolean;
  /** Why it was not pushed, and when that was; null where that is not known. */
  pushMissed: NotificationDelivery['outcome'] | null;
  pushMissedAt: Date | null;
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
      ...pushDelivery(row),
    ],
  };
}

/** What became of it on the reader's devices: sent, where one of them got it; else waiting, where one of them still may. */
function pushDelivery({ at, pushedAt, isPushDue, pushMissed, pushMissedAt }: NotificationRow): NotificationDelivery[] {
  const [outcome, since] = pushedAt
    ? (['sent', pushedAt] as const)
    : isPushDue
      ? (['waiting', at] as const)
      : [pushMissed, pushMissedAt ?? at];
  return outcome === null ? [] : [{ channel: 'push', outcome, at: since.toISOString() }];
}

/** The beginning of a comment's Markdown, on one line, cut after a character. */
export function excerptOf(text: string): string {
  const characters = Array.from(withoutMentions(text).replace(/\s+/g, ' ').trim());
  const { excerptLength } = LIMITS;
  return characters.length <= excerptLength
    ? characters.join('')
    : `${characters.slice(0, excerptLength - 1).join('')}…`;
}
