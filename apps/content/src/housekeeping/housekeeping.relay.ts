import { CONFIG, RelayLoop, type ServiceConfig } from '@afterword/platform';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { IdempotencyService } from '../idempotency';
import { ImagesRepository } from '../images';

const HOUSEKEEPING_MS = 3_600_000;

/** Lets go of what nothing needs any more: pictures that no article names, answers to requests whose key has expired. */
@Injectable()
export class HousekeepingRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: RelayLoop;

  constructor(
    images: ImagesRepository,
    idempotency: IdempotencyService,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {
    this.loop = new RelayLoop({
      name: 'Housekeeping',
      tick: async () => (await images.forgetUnused()) + (await idempotency.forgetExpired()),
      idleMs: HOUSEKEEPING_MS,
    });
  }

  onApplicationBootstrap(): void {
    if (this.config.roles.has('worker')) this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
