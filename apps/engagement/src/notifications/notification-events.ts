import type { NotificationType } from '@afterword/contracts';
import type { Transaction } from '@afterword/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { type EventConsumer, EventConsumers, EventCursors, type LoggedEvent } from '../event-log';
import { PageAuthorsRepository } from '../pages';
import { NotificationsRepository } from './notifications.repository';

const TYPES = [
  'comment.created',
  'comment.published',
  'comment.rejected',
  'comment.removed',
  'comment.edited',
  'reward.given',
  'reward.undone',
] as const;
type Told = (typeof TYPES)[number];

/** What moderators decide by. What programs and authors do is no decision. */
const DECISIONS: ReadonlySet<string> = new Set([
  ...['decision-publish', 'decision-reject', 'decision-remove', 'staff-removed', 'staff-restored', 'decision-undone'],
]);

/** Stores what readers are told, with the record that the event was handled. */
@Injectable()
export class NotificationEvents implements EventConsumer<Told>, OnModuleInit {
  readonly name = 'notifications';
  readonly types = TYPES;
  /** With the first reader of the installation who asks: until then no event is handed over, which would cost as much as a write. */
  readonly startsAt = 'later';
  private hasStarted = false;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly cursors: EventCursors,
    private readonly consumers: EventConsumers,
    private readonly notifications: NotificationsRepository,
    private readonly pageAuthors: PageAuthorsRepository,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  /** Readers are told of what happens from now on. Changes nothing where it has begun. */
  async start(): Promise<void> {
    if (this.hasStarted) return;
    await this.cursors.start(this.dataSource, this);
    this.hasStarted = true;
  }

  async handle(tx: Transaction, event: LoggedEvent<Told>): Promise<void> {
    switch (event.type) {
      case 'comment.created':
        if (event.payload.status === 'published') await this.tellOfComment(tx, event);
        return;
      case 'comment.published':
        // What another system says of its own comments is no news here.
        if (event.payload.cause === 'import-changed') return;
        await this.tellOfComment(tx, event);
        return this.tellOfDecision(tx, event, 'published');
      case 'comment.edited':
        // Whoever was told of it is not told again.
        return this.tellOfComment(tx, event, 'mention');
      case 'comment.rejected':
        return this.tellOfDecision(tx, event, 'rejected');
      case 'comment.removed':
        return this.tellOfDecision(tx, event, 'removed');
      case 'reward.given':
        return this.tellOfReward(tx, event);
      case 'reward.undone':
        await this.notifications.takeBack(tx, event.siteId, event.subjectId, 'reward');
        return;
    }
  }

  /** @param only those who are told of it as this; everybody where it is absent */
  private async tellOfComment(
    tx: Transaction,
    event: LoggedEvent<'comment.created' | 'comment.published' | 'comment.edited'>,
    only?: NotificationType,
  ): Promise<void> {
    const { siteId, pageId, subjectId: commentId, createdAt: since } = event;
    if (pageId === null) return;
    const concerned = await this.notifications.recipientsOf(tx, { siteId, commentId, since });
    const recipients = concerned.filter(({ type }) => only === undefined || type === only);
    const author =
      recipients.length > 0 ? await this.notifications.authorOf(tx, { siteId, commentId, status: null }) : null;
    const of = { siteId, aboutId: commentId, pageId, commentId, actorId: author };
    await this.notifications.add(tx, of, recipients);
  }

  /**
   * Tells the author, once at a time: the latest decision replaces the one before. Nothing is told where the comment was decided about
   * again since, where its author does not know what it was (they saw it all the time), and of spam: whoever sends that learns from it.
   */
  private async tellOfDecision(
    tx: Transaction,
    event: LoggedEvent<'comment.published' | 'comment.rejected' | 'comment.removed'>,
    status: 'published' | 'rejected' | 'removed',
  ): Promise<void> {
    const { siteId, pageId, subjectId: commentId, payload } = event;
    if (pageId === null || !DECISIONS.has(payload.cause)) return;
    const author = await this.notifications.authorOf(tx, { siteId, commentId, status });
    if (author === null || author === event.actorId) return;
    const wasUnread = await this.notifications.takeBack(tx, siteId, commentId, 'decision');
    const isBack = payload.cause === 'decision-undone' && wasUnread;
    if (isBack || (status === 'published' && payload.from === 'muted')) return;
    const of = { siteId, aboutId: commentId, pageId, commentId, actorId: null, decision: status };
    await this.notifications.add(tx, of, [{ id: author, type: 'decision' }]);
  }

  private async tellOfReward(tx: Transaction, event: LoggedEvent<'reward.given'>): Promise<void> {
    const { siteId, pageId, subjectId, actorId, payload } = event;
    const { amount, commentId } = payload;
    if (pageId === null) return;
    const author = commentId && (await this.notifications.authorOf(tx, { siteId, commentId, status: null }));
    const readers = commentId === null ? await this.pageAuthors.readersOf(siteId, pageId, tx) : author ? [author] : [];
    const held = await this.notifications.hold(tx, siteId, readers);
    const of = { siteId, aboutId: subjectId, pageId, commentId, actorId, amount };
    await this.notifications.add(
      tx,
      of,
      held.filter((id) => id !== actorId).map((id) => ({ id, type: 'reward' })),
    );
  }
}
