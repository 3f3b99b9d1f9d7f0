/**
 * The event log: what happened, in the order in which it is read, and who is told.
 *
 * Recording: `EventLog.append(tx, events)`, in the transaction of the fact (`PageWrites` does it).
 *
 * Consuming: a feature that wants events has a consumer, and registers it when its module starts.
 *
 *     @Injectable()
 *     export class CommentMails implements EventConsumer<'comment.published'>, OnModuleInit {
 *       readonly name = 'comment-mails';
 *       readonly types = ['comment.published'] as const;
 *
 *       constructor(private readonly consumers: EventConsumers) {}
 *
 *       onModuleInit(): void {
 *         this.consumers.register(this);
 *       }
 *
 *       async handle(tx: Transaction, event: LoggedEvent<'comment.published'>): Promise<void> {
 *         await execute(tx, QUEUE_MAIL, [event.id, event.siteId, event.subjectId]);
 *       }
 *     }
 *
 *     @Module({ imports: [EventLogModule], providers: [CommentMails] })
 *
 * - What `handle` does through `tx` happens once for each event; anything else may happen more than once. The event's id is the
 *   same each time, so pass it on as the idempotency key of what is sent.
 * - It is short and does not use the network. Where something is to be sent, it stores what, and something else sends it.
 * - A new consumer starts with what happens from then on (`startsAt`). Its name never changes: it names its cursor and queue.
 * - One that most installations do not use starts `later`, and costs nothing before (`EventCursors.start`).
 * - Events come roughly in order. With `policy: { concurrency: 1 }` and no failures they come in order.
 * - `afterword events consumers` shows how far each consumer is; `afterword events replay` hands it events again.
 *
 * How it works: docs/decisions/0038.
 */
export { EVENT_QUEUE_POLICY, EVENT_TIMEOUT_MS, type EventConsumer, type LoggedEvent, queueOf } from './event-consumer';
export { EventConsumers } from './event-consumers';
export { EventCursors } from './event-cursors';
export { EventLog, type NewEvent } from './event-log';
export { EventLogModule } from './event-log.module';
export { EventRelay } from './event-relay';
export { EventRelayModule } from './event-relay.module';
export { type ConsumerPosition, EventReplay, ReplayError, type ReplayStart } from './event-replay';
export { renumberLog } from './renumber-log';
