import { execute, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { indexable } from './indexable';
import { REMOVE_ARTICLE, INDEX_VERSION, UNINDEXED } from './search-index.sql';
import { textSearchConfig } from './text-search-config';

/** What a search can find of a published article. */
export interface SearchDocument {
  articleId: string;
  publishedAt: Date;
  versions: readonly { language: string; title: string; text: string }[];
}

/** Characters of a text that are stored for excerpts. */
const SHOWN_LENGTH = 50_000;
/** Characters of a text that are indexed. A tsvector holds 1 MB, and CJK text takes up to five times its characters in it. */
const WORDS_LENGTH = 200_000;

@Injectable()
export class SearchIndexRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async put(tx: Transaction, { articleId, publishedAt, versions }: SearchDocument): Promise<void> {
    await this.remove(tx, articleId);
    for (const { language, title, text } of versions) {
      const [heading, body] = [indexable(title), indexable(text)];
      const characters = new Set([...heading.characters, ...body.characters]);
      await execute(tx, INDEX_VERSION, [
        articleId,
        language,
        textSearchConfig(language),
        publishedAt,
        title,
        text.slice(0, SHOWN_LENGTH),
        heading.words,
        body.words.slice(0, WORDS_LENGTH),
        [...characters].slice(0, WORDS_LENGTH / 4).join(' '),
      ]);
    }
  }

  async remove(tx: Transaction, articleId: string): Promise<void> {
    await execute(tx, REMOVE_ARTICLE, [articleId]);
  }

  /** Ids of published articles that the index lacks. */
  async unindexed(limit: number): Promise<string[]> {
    return (await rowsOf<{ id: string }>(this.dataSource, UNINDEXED, [limit])).map(({ id }) => id);
  }
}
