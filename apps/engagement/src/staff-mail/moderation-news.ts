import { CONFIG, execute, type ServiceConfig, type Transaction } from '@afterword/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { type EventConsumer, EventConsumers, EventCursors, type LoggedEvent } from '../event-log';
import { TELL_MODERATORS } from './moderation-mail.sql';

const TYPES = ['comment.held', 'report.created'] as const;
type Told = (typeof TYPES)[number];

/** What holds comments by itself. What staff hold or bring back is no news to them. */
const CAUSES: ReadonlySet<string> = new Set(['moderation', 'edit-held', 'reported']);

/** Notes which comments wait for staff, where the installation sends mail. */
@Injectable()
export class ModerationNews implements EventConsumer<Told>, OnModuleInit, OnApplicationBootstrap {
  readonly name = 'moderation-mail';
  readonly types = TYPES;
  /** Where the installation sends mail: elsewhere it costs nothing. */
  readonly startsAt = 'later';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly consumers: EventConsumers,
    private readonly cursors: EventCursors,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.mail) await this.cursors.start(this.dataSource, this);
  }

  async handle(tx: Transaction, event: LoggedEvent<Told>): Promise<void> {
    if (event.type === 'comment.held' && !CAUSES.has(event.payload.cause)) return;
    const comment = event.type === 'comment.held' ? event.subjectId : event.payload.commentId;
    const kind = event.type === 'comment.held' ? 'held' : 'reported';
    await execute(tx, TELL_MODERATORS, [event.siteId, comment, kind]);
  }
}
