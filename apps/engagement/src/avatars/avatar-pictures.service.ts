import { LIMITS } from '@afterword/contracts';
import { Cleanup, execute, rowsOf } from '@afterword/platform';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { pictureVersionOf } from './avatar';
import { FIND_AVATAR, FORGET_AVATARS, STORE_AVATAR } from './avatars.sql';
import { PictureFetcher } from './picture-fetcher';

/** Pictures that are loaded and decoded at the same time; others wait, and beyond the second number are not loaded now. */
const MAX_LOADING = 4;
const MAX_WAITING = 200;

/** Milliseconds. */
const CLEANUP_INTERVAL_MS = 3_600_000;

/** A picture of 24 megapixels needs some 100 MB while it is decoded. */
const MAX_PIXELS = 24_000_000;

/** What a decoder of this process reads. Not SVG, which is a document. */
const FORMATS: readonly string[] = ['jpeg', 'png', 'gif', 'webp', 'heif'];

interface AvatarRow {
  siteId: string;
  url: string;
  areShown: boolean;
  bytes: Buffer | null;
  isFresh: boolean;
}

export interface AskedPicture {
  readerId: string;
  version: string;
}

/**
 * The pictures that sites give their readers, loaded by this service when somebody first asks for one, made small and kept: readers'
 * browsers ask no other host, and what is not a picture is never passed on.
 */
@Injectable()
export class AvatarPictures {
  private readonly logger = new Logger(AvatarPictures.name);
  private readonly loading = new Map<string, Promise<Buffer | null>>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly fetcher: PictureFetcher,
    cleanup: Cleanup,
  ) {
    cleanup.add({
      name: 'avatar-pictures',
      run: () => this.forgetUnused(),
      intervalMs: CLEANUP_INTERVAL_MS,
    });
  }

  /**
   * @param mayLoad whether the picture's host may be asked
   * @returns WebP; null where there is none, or none to be had
   */
  async find({ readerId, version }: AskedPicture, { mayLoad }: { mayLoad: boolean }): Promise<Buffer | null> {
    const [row] = await rowsOf<AvatarRow>(this.dataSource, FIND_AVATAR, [
      readerId,
      LIMITS.avatarRetryMinutes,
      LIMITS.avatarFreshDays,
    ]);
    // Who keeps an address sees nothing of a reader who has another picture now, or left.
    if (!row?.areShown || pictureVersionOf(row.url) !== version) return null;
    if (row.isFresh || !mayLoad) return row.bytes;
    return (await this.load(readerId, row.url)) ?? row.bytes;
  }

  /** Deletes pictures that their readers have no more. @returns how many */
  forgetUnused(): Promise<number> {
    return execute(this.dataSource, FORGET_AVATARS);
  }

  /** Concurrent callers share one load. */
  private load(readerId: string, url: string): Promise<Buffer | null> {
    const key = `${readerId} ${url}`;
    const known = this.loading.get(key);
    if (known) return known;
    if (this.loading.size >= MAX_LOADING + MAX_WAITING) return Promise.resolve(null);
    const load = this.inTurn(async () => {
      const bytes = await this.loadNow(readerId, url);
      await execute(this.dataSource, STORE_AVATAR, [readerId, url, bytes]);
      return bytes;
    }).finally(() => this.loading.delete(key));
    this.loading.set(key, load);
    return load;
  }

  private async loadNow(readerId: string, url: string): Promise<Buffer | null> {
    try {
      return await small(await this.fetcher.fetch(url));
    } catch (error) {
      // Without the URL, which may hold what only the site may know.
      this.logger.warn({ readerId, err: error }, 'The picture of a reader could not be loaded');
      return null;
    }
  }

  private async inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.running >= MAX_LOADING) await new Promise<void>((begin) => this.waiting.push(begin));
    else this.running += 1;
    try {
      return await run();
    } finally {
      // The turn is passed on, or given back.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}

/** The picture's first frame, turned as it is shown, cut to a small square, without metadata. */
async function small(source: Buffer): Promise<Buffer> {
  // Loaded when the first picture is read: it takes a quarter of a second, and most processes read none.
  const { default: sharp } = await import('sharp');
  const image = sharp(source, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
  const { format } = await image.metadata();
  if (!FORMATS.includes(format)) throw new Error(`The picture is ${format}`);
  return (
    image
      .autoOrient()
      // What shows through would be the initials.
      .flatten({ background: '#fff' })
      .resize({ width: LIMITS.avatarSide, height: LIMITS.avatarSide, fit: 'cover' })
      .webp({ quality: 80 })
      .toBuffer()
  );
}
