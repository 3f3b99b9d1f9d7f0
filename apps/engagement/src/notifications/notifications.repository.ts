import { LIMITS, type NotificationType } from '@afterword/contracts';
import {
  Cleanup,
  CONFIG,
  execute,
  newId,
  type ReaderIdentity,
  rowsOf,
  type ServiceConfig,
  type SqlRunner,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { NotificationRow } from './notification';
import {
  ADD_NOTIFICATIONS,
  AUTHOR_OF_COMMENT,
  COUNT_UNREAD,
  DELETE_EXPIRED_NOTIFICATIONS,
  HOLD_READERS,
  LIST_NOTIFICATIONS,
  LIST_UNREAD_NOTIFICATIONS,
  NOTIFICATIONS_BY_ID,
  READ_NOTIFICATIONS,
  READ_UNTIL,
  RECIPIENTS_OF_COMMENT,
  STATES_OF_BATCH,
  TAKE_BACK_NOTIFICATIONS,
} from './notifications.sql';

const BATCH = 1_000;

export interface Recipient {
  id: string;
  type: NotificationType;
}

/** What readers are told of. */
export interface NewNotification {
  siteId: string;
  /** The comment or reward. Nobody is told of the same twice. */
  aboutId: string;
  pageId: string;
  commentId: string | null;
  actorId: string | null;
  decision?: string;
  amount?: number;
}

/** Notifications of a reader that go into one mail. */
export interface MailBatch {
  siteId: string;
  readerId: string;
  batch: string;
}

/** What readers are told, and whether they have read it. */
@Injectable()
export class NotificationsRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'notifications', run: () => this.deleteExpired() });
  }

  /** Who is told of a comment that readers can see since a time; nobody where they do not see it now. */
  recipientsOf(
    tx: SqlRunner,
    { siteId, commentId, since }: { siteId: string; commentId: string; since: Date },
  ): Promise<Recipient[]> {
    return rowsOf<Recipient>(tx, RECIPIENTS_OF_COMMENT, [siteId, commentId, LIMITS.notificationDays, since]);
  }

  /** @param status null: any but a deleted one's. @returns null where the comment has another one, or its author is gone */
  async authorOf(
    tx: SqlRunner,
    { siteId, commentId, status }: { siteId: string; commentId: string; status: string | null },
  ): Promise<string | null> {
    const [author] = await rowsOf<{ id: string }>(tx, AUTHOR_OF_COMMENT, [siteId, commentId, status]);
    return author?.id ?? null;
  }

  /** Those of some readers who are not gone. */
  async hold(tx: SqlRunner, siteId: string, readerIds: readonly string[]): Promise<string[]> {
    return (await rowsOf<{ id: string }>(tx, HOLD_READERS, [siteId, readerIds])).map(({ id }) => id);
  }

  async add(tx: SqlRunner, of: NewNotification, recipients: readonly Recipient[]): Promise<void> {
    if (recipients.length === 0) return;
    await execute(tx, ADD_NOTIFICATIONS, [
      of.siteId,
      recipients.map(({ id }) => id),
      recipients.map(() => newId()),
      recipients.map(({ type }) => type),
      of.aboutId,
      of.pageId,
      of.commentId,
      of.actorId,
      of.decision ?? null,
      of.amount ?? null,
      this.config.mail !== null,
    ]);
  }

  /** @returns whether nobody had read it */
  async takeBack(tx: SqlRunner, siteId: string, aboutId: string, type: NotificationType): Promise<boolean> {
    return (await rowsOf(tx, TAKE_BACK_NOTIFICATIONS, [siteId, aboutId, type])).length > 0;
  }

  list(
    { siteId, id }: Pick<ReaderIdentity, 'siteId' | 'id'>,
    { before, limit, unread, all }: { before: string; limit: number; unread: boolean; all: boolean },
  ): Promise<NotificationRow[]> {
    const statement = unread ? LIST_UNREAD_NOTIFICATIONS : LIST_NOTIFICATIONS;
    return rowsOf<NotificationRow>(this.dataSource, statement, [siteId, id, before, limit, all]);
  }

  /** What goes into a mail and has not yet, the newest first. */
  statesOfBatch({ siteId, readerId, batch }: MailBatch): Promise<{ id: string; state: 'told' | 'read' | 'hidden' }[]> {
    return rowsOf(this.dataSource, STATES_OF_BATCH, [siteId, readerId, batch]);
  }

  /** The newest first. */
  byId({ siteId, readerId }: Omit<MailBatch, 'batch'>, ids: readonly string[]): Promise<NotificationRow[]> {
    return rowsOf<NotificationRow>(this.dataSource, NOTIFICATIONS_BY_ID, [siteId, readerId, ids]);
  }

  async countUnread({ siteId, id }: Pick<ReaderIdentity, 'siteId' | 'id'>): Promise<number> {
    const [row] = await rowsOf<{ unread: number }>(this.dataSource, COUNT_UNREAD, [
      siteId,
      id,
      LIMITS.unreadNotifications,
    ]);
    return row?.unread ?? 0;
  }

  async markRead({ siteId, id }: Pick<ReaderIdentity, 'siteId' | 'id'>, ids: readonly string[]): Promise<void> {
    await execute(this.dataSource, READ_NOTIFICATIONS, [siteId, id, ids]);
  }

  async markReadUntil({ siteId, id }: Pick<ReaderIdentity, 'siteId' | 'id'>, until: string): Promise<void> {
    await execute(this.dataSource, READ_UNTIL, [siteId, id, until]);
  }

  private deleteExpired(): Promise<number> {
    return execute(this.dataSource, DELETE_EXPIRED_NOTIFICATIONS, [LIMITS.notificationDays, BATCH]);
  }
}
