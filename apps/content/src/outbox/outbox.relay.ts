import type { ArticleState } from '@afterword/contracts';
import {
  CONFIG,
  execute,
  jobId,
  LinkProducer,
  QueueBackend,
  QueueEpoch,
  RelayLoop,
  rowsOf,
  type ServiceConfig,
} from '@afterword/platform';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { OutboxEntity } from './outbox.entity';
import { FORGET_SENT, MARK_SENT, SEND_AGAIN, TAKE_TURN, TELL_AGAIN, UNSENT } from './outbox.sql';

/** Messages in one tick. */
const BATCH = 200;
/** How late a message that another process wrote (the command line, say) is seen. Milliseconds. */
const IDLE_MS = 250;
const HOUR_MS = 3_600_000;
/** How often engagement is told of an article that does not change. */
const TELL_AGAIN_HOURS = 6;

/**
 * Puts what the outbox holds on the queue `articles`, in order, and marks it sent afterwards. A crash in between repeats a
 * job, which engagement ignores by its version. Every few hours it says all of it again, for what was lost on the way or after it.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Outbox');
  private readonly epoch: QueueEpoch;
  private readonly loop = new RelayLoop({ name: 'Outbox', tick: () => this.tick(), idleMs: IDLE_MS });
  private readonly cleanup = new RelayLoop({ name: 'Outbox', tick: () => this.forgetSent(), idleMs: HOUR_MS });
  private readonly telling = new RelayLoop({ name: 'Outbox', tick: () => this.tellAgain(), idleMs: HOUR_MS });

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(QueueBackend) backend: QueueBackend,
    private readonly producer: LinkProducer,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {
    this.epoch = new QueueEpoch(backend, 'articles');
  }

  onApplicationBootstrap(): void {
    if (!this.config.roles.has('worker')) return;
    this.loop.start();
    this.cleanup.start();
    this.telling.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.loop.stop(), this.cleanup.stop(), this.telling.stop()]);
  }

  /** @returns how many messages were sent */
  async tick(): Promise<number> {
    return this.dataSource.transaction(async (turn) => {
      const [lock] = await rowsOf<{ mine: boolean }>(turn, TAKE_TURN);
      if (!lock?.mine) return 0;
      await this.epoch.ifLost(async () => {
        this.logger.warn('The queue has lost what it held; every article is announced again');
        // Committed at once: the queue is told that we know before this turn ends.
        await execute(this.dataSource, SEND_AGAIN);
      });
      const messages = await rowsOf<Pick<OutboxEntity, 'id' | 'name' | 'payload'>>(turn, UNSENT, [BATCH]);
      if (messages.length === 0) return 0;
      await this.producer.add(
        'articles',
        messages.map(({ name, payload }) => ({ name, data: payload, jobId: idOf(name, payload) })),
      );
      await execute(turn, MARK_SENT, [messages.map(({ id }) => id)]);
      return messages.length;
    });
  }

  /** @returns 0: the next thousand have an hour's time */
  private async tellAgain(): Promise<number> {
    await execute(this.dataSource, TELL_AGAIN, [TELL_AGAIN_HOURS]);
    return 0;
  }

  private async forgetSent(): Promise<number> {
    return execute(this.dataSource, FORGET_SENT);
  }
}

const idOf = (name: string, { site, page, version }: ArticleState) => jobId(name, site, page, version);
