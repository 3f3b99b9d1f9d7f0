import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { ServiceConfig } from '../config/config';
import { Broadcast } from './broadcast';
import { LinkConsumer } from './link.consumer';
import { LinkProducer } from './link.producer';
import { OpenQueues } from './open-queues';
import { createQueueBackend, QueueBackend } from './queue-backend';

@Global()
@Module({})
export class QueueModule {
  static forRoot(config: ServiceConfig): DynamicModule {
    return {
      module: QueueModule,
      providers: [
        { provide: QueueBackend, useFactory: () => createQueueBackend(config) },
        OpenQueues,
        LinkProducer,
        LinkConsumer,
        Broadcast,
      ],
      exports: [QueueBackend, OpenQueues, LinkProducer, LinkConsumer, Broadcast],
    };
  }
}
