import type { EventType } from '@afterword/contracts';
import type { Transaction } from '@afterword/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EventConsumer, EventConsumers, type LoggedEvent } from '../event-log';
import { DeliveriesRepository } from './deliveries.repository';
import { WebhookDispatcher } from './dispatcher';

/** An event as endpoints know it. */
interface Told {
  type: EventType;
  messageId: string;
}

/** Stores what is to be sent to whom, with the record that the event was handled. */
@Injectable()
export class WebhookEvents implements EventConsumer, OnModuleInit {
  readonly name = 'webhooks';
  /** With the first webhook of the installation: until then no event is handed over, which would cost as much as a write. */
  readonly startsAt = 'later';

  constructor(
    private readonly consumers: EventConsumers,
    private readonly deliveries: DeliveriesRepository,
    private readonly dispatcher: WebhookDispatcher,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, event: LoggedEvent): Promise<void> {
    const { siteId, pageId, subjectId, actorId, payload, createdAt: happenedAt } = event;
    const told = toldOf(event);
    const types = told.map(({ type }) => type);
    const commentId = event.type.startsWith('comment.') ? subjectId : null;
    const endpoints = await this.deliveries.endpointsFor(tx, { siteId, types, commentId });
    if (endpoints.length === 0) return;
    const deliveries = endpoints.flatMap(({ id, events }) =>
      told.filter(({ type }) => events.includes(type)).map((one) => ({ endpointId: id, ...one })),
    );
    await this.deliveries.add(tx, { siteId, pageId, subjectId, actorId, payload, happenedAt }, deliveries);
    // They are found without, half a second later, as they are where this transaction takes longer.
    this.dispatcher.wake();
  }
}

/** A comment that is published at once has one event. It counts as both, with an id of its own for each. */
function toldOf({ id, type, payload }: LoggedEvent): Told[] {
  const told: Told[] = [{ type, messageId: id }];
  if (type === 'comment.created' && 'status' in payload && payload.status === 'published')
    told.push({ type: 'comment.published', messageId: `${id}-published` });
  return told;
}
