import { setImmediate as nextTurn } from 'node:timers/promises';
import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type ArticleEntity, type ArticleVersionEntity, shownVersion } from '../articles';
import { directionOf, formatDate, publicationOf } from '../pages';
import type { CardFonts, ShapedLine } from './card-fonts';
import type { CjkFonts } from './cjk-fonts';
import { CARD_WIDTH, cardSvg, MARGIN } from './card-svg';
import { cardText } from './card-text';
import { fit } from './wrap';

/** Size of the cache. Bytes. */
const CACHE_BYTES = 8 * 1024 * 1024;

const SIZES = [
  { size: 72, lines: 3 },
  { size: 60, lines: 4 },
  { size: 48, lines: 5 },
];

/** Width of all the lines of the smallest title. In em of its size. */
const TITLE_WIDTH = Math.max(...SIZES.map(({ size, lines }) => (lines * (CARD_WIDTH - 2 * MARGIN)) / size));

/** Width of the line with author and date. In em of its size. */
const NOTE_WIDTH = (CARD_WIDTH - 2 * MARGIN) / 28;

interface Fonts {
  bold: CardFonts;
  regular: CardFonts;
  /** Further ones, read when a text needs them. */
  cjk: CjkFonts;
}

interface CardOptions {
  article: ArticleEntity;
  version: ArticleVersionEntity;
}

const EMPTY: ShapedLine = { width: 0, glyphs: [] };

/** Chinese, Japanese and Korean characters are one em wide. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u;

/** As much of a text as may be on the card: for what is behind it no font is loaded, which take longest. */
function beginning(text: string, width: number): string {
  let wide = 0;
  const characters = Array.from(text.normalize('NFC'));
  const end = characters.findIndex((character) => WIDE.test(character) && (wide += 1) > width + 1);
  return end === -1 ? text : characters.slice(0, end).join('');
}

/** Renders cards one at a time, and caches them. Other requests are answered between the steps. */
@Injectable()
export class CardRenderer {
  private fonts: Fonts | null = null;
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

  /** With the code that reads fonts, which a service that is asked for no card does without. */
  private async openFonts(): Promise<Fonts> {
    if (this.fonts) return this.fonts;
    const [{ CardFonts }, { CjkFonts }] = await Promise.all([import('./card-fonts'), import('./cjk-fonts')]);
    this.fonts = { bold: new CardFonts('bold'), regular: new CardFonts('regular'), cjk: new CjkFonts() };
    return this.fonts;
  }

  private async draw({ article, version }: CardOptions): Promise<Buffer> {
    const { bold, regular } = await this.openFonts();
    const { title, language, fonts } = await this.titleOf(article, version, bold);
    const direction = directionOf(language);
    await nextTurn();
    const { size, lines } = await fit(title, {
      width: CARD_WIDTH - 2 * MARGIN,
      sizes: SIZES,
      widthOf: (text) => fonts.widthOf(text),
    });
    const { publishedAt } = article;
    const author = beginning(article.author ?? '', NOTE_WIDTH);
    const noteFonts = await this.fontsFor(author, { fonts: regular, language: version.language });
    const parts = [author, publishedAt && formatDate(publishedAt, this.config.timeZone)]
      .map((part) => cardText(part ?? '', (text) => noteFonts.cover(text)))
      .filter((part) => part !== '' && noteFonts.cover(part));
    const {
      lines: [note = ''],
    } = await fit(parts.join(' · '), {
      width: NOTE_WIDTH,
      sizes: [{ size: 1, lines: 1 }],
      widthOf: (text) => noteFonts.widthOf(text),
    });
    const publication = publicationOf(this.config);
    const nameFonts = await this.fontsFor(publication.name, { fonts: bold, language: publication.language });
    const shaped: ShapedLine[] = [];
    for (const line of lines) {
      await nextTurn();
      shaped.push(fonts.shape(line, direction) ?? EMPTY);
    }
    await nextTurn();
    const svg = cardSvg({
      siteName: nameFonts.shape(publication.name, 'ltr') ?? EMPTY,
      lines: shaped,
      size,
      note: noteFonts.shape(note, 'ltr') ?? EMPTY,
      direction,
    });
    const { default: sharp } = await import('sharp');
    return sharp(Buffer.from(svg)).png().toBuffer();
  }

  /**
   * The title that a card shows: that of the version, or of another one where the fonts lack a glyph. Empty where they lack glyphs for
   * each: a card without a title is better than one with boxes or misspelt words.
   */
  private async titleOf(
    article: ArticleEntity,
    version: ArticleVersionEntity,
    bold: CardFonts,
  ): Promise<{ title: string; language: string; fonts: CardFonts }> {
    for (const { title: whole, language } of [version, shownVersion(article), ...article.versions]) {
      const title = beginning(whole, TITLE_WIDTH);
      const fonts = await this.fontsFor(title, { fonts: bold, language });
      const text = cardText(title, (characters) => fonts.cover(characters));
      if (text !== '' && fonts.cover(text)) return { title: text, language, fonts };
    }
    return { title: '', language: 'en', fonts: bold };
  }

  /** With those for Chinese, Japanese and Korean where the text needs them. */
  private async fontsFor(
    text: string,
    { fonts, language }: { fonts: CardFonts; language: string },
  ): Promise<CardFonts> {
    const composed = text.normalize('NFC');
    const missing = fonts.missing(composed);
    if (missing.length === 0) return fonts;
    const { cjk } = await this.openFonts();
    return fonts.with(await cjk.load(missing, { text: composed, language }));
  }

  private enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.queue.then(work);
    this.queue = done.catch(() => undefined);
    return done;
  }
}
