import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { renderAsync } from '@resvg/resvg-js';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type ArticleEntity, type ArticleVersionEntity, shownVersion } from '../articles';
import { directionOf, formatDate, SITE_NAME } from '../pages';
import { CARD_WIDTH, cardSvg, MARGIN } from './card-svg';
import { CardFonts, FAMILY } from './card-fonts';
import { fit } from './wrap';

/** Size of the cache. Bytes. */
const CACHE_BYTES = 8 * 1024 * 1024;

const SIZES = [
  { size: 72, lines: 3 },
  { size: 60, lines: 4 },
  { size: 48, lines: 5 },
];

interface CardOptions {
  article: ArticleEntity;
  version: ArticleVersionEntity;
}

/** Renders cards one at a time, off the main thread, and caches them. */
@Injectable()
export class CardRenderer {
  private fonts: CardFonts | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly cards = new LRUCache<string, Buffer, CardOptions>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ length }) => length,
    fetchMethod: (_key, _stale, { context }) => this.enqueue(() => this.draw(context)),
  });

  constructor(@Inject(CONFIG) private readonly config: ServiceConfig) {}

  /** A PNG of 1,200 by 630 pixels. */
  card(article: ArticleEntity, version: ArticleVersionEntity): Promise<Buffer> {
    return this.cards.forceFetch(`${article.id}/${article.version}/${version.position}`, {
      context: { article, version },
    });
  }

  private async draw({ article, version }: CardOptions): Promise<Buffer> {
    this.fonts ??= new CardFonts();
    const { fonts } = this;
    // A title without glyphs is replaced by one in another language, or left out.
    const titled = [version, shownVersion(article), ...article.versions].find(({ title }) => fonts.cover(title));
    const { size, lines } = fit(titled?.title ?? '', {
      width: CARD_WIDTH - 2 * MARGIN,
      sizes: SIZES,
      widthOf: (text) => fonts.widthOf(text),
    });
    const { author, publishedAt } = article;
    const note = [author, publishedAt && formatDate(publishedAt, this.config.timeZone)].filter(
      (part) => part !== null && fonts.cover(part),
    );
    const svg = cardSvg({
      siteName: SITE_NAME,
      lines,
      size,
      note: note.join(' · ').slice(0, 70),
      direction: directionOf(titled?.language ?? 'en'),
    });
    const font = { fontFiles: fonts.files, loadSystemFonts: false, defaultFontFamily: FAMILY };
    return (await renderAsync(svg, { font })).asPng();
  }

  private enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.queue.then(work);
    this.queue = done.catch(() => undefined);
    return done;
  }
}
