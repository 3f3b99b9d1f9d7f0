import type { QueueName } from '@afterword/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { LinkProducer } from '../queue/link.producer';
import { QueueBackend } from '../queue/queue-backend';
import { RelayLoops } from '../relay-loop/relay-loops';
import { Relay, type RelayOptions } from './relay';

/** Creates the service's relays. They run in worker processes. */
@Injectable()
export class Relays {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(QueueBackend) private readonly backend: QueueBackend,
    private readonly producer: LinkProducer,
    private readonly loops: RelayLoops,
  ) {}

  /** To be called in constructors. */
  create<Q extends QueueName, Row>(options: RelayOptions<Q, Row>): Relay<Q, Row> {
    const { dataSource, backend, producer, loops } = this;
    return new Relay(options, { dataSource, backend, producer, loops });
  }
}
