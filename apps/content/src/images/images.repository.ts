import { Cleanup, execute, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { ImageEntity, type ImageType } from './image.entity';
import {
  COPY_OF_IMAGE,
  FORGET_IMAGES,
  NAMING_ARTICLES,
  REPLACE_BYTES,
  STORE_COPIES,
  STORE_IMAGE,
  STORED_IMAGE,
  UNPROCESSED_IMAGE,
} from './images.sql';
import { PIPELINE_VERSION, type ProcessedImage } from './picture-processing';

/** The statement that finds unused pictures looks at all that are older than a month. Milliseconds. */
const CLEANUP_INTERVAL_MS = 3_600_000;

/** An image without its bytes. */
export interface StoredImage {
  id: string;
  type: ImageType;
  width: number;
  height: number;
  /** Of its smaller copies, the smallest first. */
  widths: number[];
}

/** An image that an earlier pipeline stored. */
export interface UnprocessedImage {
  id: string;
  type: ImageType;
  bytes: Buffer;
}

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

  /** The bytes of a smaller copy, in WebP. */
  async findCopy(id: string, width: number): Promise<Buffer | null> {
    const [copy] = await rowsOf<{ bytes: Buffer }>(this.dataSource, COPY_OF_IMAGE, [id, width]);
    return copy?.bytes ?? null;
  }

  async stored(id: string): Promise<StoredImage | null> {
    const [image] = await rowsOf<StoredImage>(this.dataSource, STORED_IMAGE, [id]);
    return image ?? null;
  }

  /** Stores an image and its copies, unless it is stored already. */
  async store(image: ProcessedImage): Promise<StoredImage> {
    await this.dataSource.transaction((tx) => this.storeIn(tx, image));
    const { id, type, width, height, copies } = image;
    return { id, type, width, height, widths: copies.map((copy) => copy.width) };
  }

  async storeIn(tx: Transaction, { id, type, width, height, bytes, copies }: ProcessedImage): Promise<void> {
    await execute(tx, STORE_IMAGE, [id, type, width, height, bytes, PIPELINE_VERSION]);
    if (copies.length === 0) return;
    await execute(tx, STORE_COPIES, [id, copies.map((copy) => copy.width), copies.map((copy) => copy.bytes)]);
  }

  /** Null where there is none left. */
  async unprocessed(): Promise<UnprocessedImage | null> {
    const [image] = await rowsOf<UnprocessedImage>(this.dataSource, UNPROCESSED_IMAGE, [PIPELINE_VERSION]);
    return image ?? null;
  }

  async replaceBytes(
    tx: Transaction,
    id: string,
    { width, height, bytes }: Omit<ProcessedImage, 'id' | 'type' | 'copies'>,
  ): Promise<void> {
    await execute(tx, REPLACE_BYTES, [id, width, height, bytes, PIPELINE_VERSION]);
  }

  /** The ids of the articles whose texts name an image by the path of its URL. */
  async articlesNaming(tx: Transaction, src: string): Promise<string[]> {
    return (await rowsOf<{ id: string }>(tx, NAMING_ARTICLES, [src])).map(({ id }) => id);
  }

  /** Deletes images that no article has used for a month. @returns how many */
  forgetUnused(): Promise<number> {
    return execute(this.dataSource, FORGET_IMAGES);
  }
}
