import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { ServiceConfig } from '../config/config';
import { Broadcast } from './broadcast';
import { createQueueBackend } from './create-queue-backend';
import { LinkConsumer } from './link.consumer';
import { LinkProducer } from './link.producer';
import { OpenQueues } from './open-queues';
import { QueueBackend } from './queue-backend';
import { QueueConsumer } from './queue.consumer';
import { QueueProducer } from './queue.producer';

@Global()
@Module({})
export class QueueModule {
  static forRoot(config: ServiceConfig): DynamicModule {
    return {
      module: QueueModule,
      providers: [
        { provide: QueueBackend, useFactory: () => createQueueBackend(config) },
        OpenQueues,
        QueueProducer,
        QueueConsumer,
        LinkProducer,
        LinkConsumer,
        Broadcast,
      ],
      exports: [QueueBackend, OpenQueues, QueueProducer, QueueConsumer, LinkProducer, LinkConsumer, Broadcast],
    };
  }
}
