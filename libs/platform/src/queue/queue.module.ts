import { type DynamicModule, Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CONFIG, type ServiceConfig } from '../config/config';
import { rowsOf } from '../database/sql';
import { Broadcast } from './broadcast';
import { createQueueBackend } from './create-queue-backend';
import { INSTALLATION } from './installation.sql';
import { LinkConsumer } from './link.consumer';
import { LinkProducer } from './link.producer';
import { OpenQueues } from './open-queues';
import { QueueBackend } from './queue-backend';
import { QueueRefusal } from './queue-refusal';
import { QueueConsumer } from './queue.consumer';
import { QueueProducer } from './queue.producer';
import type { QueueOwner } from './redis-backend';

@Global()
@Module({})
export class QueueModule implements OnModuleInit {
  constructor(
    @Inject(QueueBackend) private readonly backend: QueueBackend,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  static forRoot(config: ServiceConfig): DynamicModule {
    return {
      module: QueueModule,
      providers: [
        {
          provide: QueueBackend,
          inject: [getDataSourceToken()],
          useFactory: (dataSource: DataSource) => createQueueBackend(config, ownerOf(config, dataSource)),
        },
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

  /** A service does not start with a queue that it must not use; one that is away or refuses us now is waited for. */
  async onModuleInit(): Promise<void> {
    if (this.config.roles.size === 0) return;
    try {
      await this.backend.check();
    } catch (error) {
      if (error instanceof QueueRefusal && error.final) throw error;
    }
  }
}

/** The mark of this installation on its queue. */
const ownerOf = ({ service }: ServiceConfig, dataSource: DataSource): QueueOwner => ({
  service,
  installation: async () => {
    const [row] = await rowsOf<{ id: string }>(dataSource, INSTALLATION);
    if (!row) throw new Error('The table "installation" is empty');
    return row.id;
  },
});
