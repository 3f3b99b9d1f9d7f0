import { RelayLoops } from '@afterword/platform';
import { Injectable, Logger } from '@nestjs/common';
import { ArticlesRepository, ArticleTransactions } from '../articles';
import { imagePath } from './image.entity';
import { ImagesRepository } from './images.repository';
import { processImage, readImage } from './picture-processing';

const IDLE_MS = 3_600_000;

/**
 * Writes images of an earlier pipeline anew, such as those that were published with the place where they were taken, and makes the
 * articles that name them name the new ones. One image at a time, whichever process finds it; a process that does what another has
 * just done changes nothing.
 */
@Injectable()
export class ImageMender {
  private readonly logger = new Logger(ImageMender.name);

  constructor(
    private readonly images: ImagesRepository,
    private readonly transactions: ArticleTransactions,
    private readonly articles: ArticlesRepository,
    loops: RelayLoops,
  ) {
    loops.create({ name: 'Images', tick: () => this.tick(), idleMs: IDLE_MS });
  }

  /** @returns how many images were written anew: one, or none where all are */
  async tick(): Promise<number> {
    const old = await this.images.unprocessed();
    if (!old) return 0;
    const read = await readImage(old.bytes);
    const processed = typeof read === 'string' ? read : await processImage(read);
    if (typeof processed === 'string') {
      // It cannot be shown either. It keeps its bytes and its place, and is not tried again.
      this.logger.warn(`The picture ${imagePath(old)} ${processed}`);
      const { width, height } = (await this.images.stored(old.id)) ?? { width: 1, height: 1 };
      await this.transactions.run((tx) => this.images.replaceBytes(tx, old.id, { width, height, bytes: old.bytes }));
      return 1;
    }
    await this.transactions.run(async (tx) => {
      await this.images.storeIn(tx, processed);
      const src = imagePath(old);
      const { width, height, copies } = processed;
      const image = { src: imagePath(processed), width, height, widths: copies.map((copy) => copy.width) };
      for (const article of await this.articles.findAll(await this.images.articlesNaming(tx, src), tx)) {
        await this.articles.replaceImage(tx, article, { src, image });
      }
      await this.images.replaceBytes(tx, old.id, processed);
    });
    return 1;
  }
}
