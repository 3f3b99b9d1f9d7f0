import { Cleanup, execute } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ImageEntity } from './image.entity';
import { FORGET_IMAGES, STORE_IMAGE } from './images.sql';
import type { ReadImage } from './read-image';

/** The statement that finds unused pictures looks at all that are older than a month. Milliseconds. */
const CLEANUP_INTERVAL_MS = 3_600_000;

@Injectable()
export class ImagesRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'images', run: () => this.forgetUnused(), intervalMs: CLEANUP_INTERVAL_MS });
  }

  find(id: string): Promise<ImageEntity | null> {
    return this.dataSource.manager.findOneBy(ImageEntity, { id });
  }

  async store({ id, type, width, height, bytes }: ReadImage): Promise<void> {
    await execute(this.dataSource, STORE_IMAGE, [id, type, width, height, bytes]);
  }

  /** Deletes images that no article has used for a month. @returns how many */
  forgetUnused(): Promise<number> {
    return execute(this.dataSource, FORGET_IMAGES);
  }
}
