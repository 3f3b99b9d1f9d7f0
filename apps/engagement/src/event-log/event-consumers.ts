import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { EventType } from '@afterword/contracts';
import type { EventConsumer } from './event-consumer';

/** Which consumers there are. Each registers itself in `onModuleInit`. */
@Injectable()
export class EventConsumers implements OnApplicationBootstrap {
  private readonly consumers = new Map<string, EventConsumer>();
  private complete = false;

  /** @throws for a name that is taken or not allowed, and when the application has started */
  register<Type extends EventType>(consumer: EventConsumer<Type>): void {
    const { name } = consumer;
    if (this.complete)
      throw new Error(`Register the event consumer ${name} in onModuleInit, before the application starts`);
    if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`${name} is not a name for an event consumer`);
    if (this.consumers.has(name)) throw new Error(`There are two event consumers named ${name}`);
    this.consumers.set(name, consumer);
  }

  all(): readonly EventConsumer[] {
    return [...this.consumers.values()];
  }

  onApplicationBootstrap(): void {
    this.complete = true;
  }
}
