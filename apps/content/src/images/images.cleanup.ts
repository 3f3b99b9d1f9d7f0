import { RelayLoop } from '@afterword/platform';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ImagesRepository } from './images.repository';

const CLEANUP_MS = 3_600_000;

/** Lets go of pictures that no article needs any more. */
@Injectable()
export class ImagesCleanup implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: RelayLoop;

  constructor(images: ImagesRepository) {
    this.loop = new RelayLoop({ name: 'Images', tick: () => images.forgetUnused(), idleMs: CLEANUP_MS });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
