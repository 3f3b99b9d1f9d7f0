import { NIL_ID, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { SITEMAP_BATCH, SITEMAP_PARTS, SITEMAP_STATE } from './sitemap.sql';

/** URLs in one sitemap, a limit of the format. */
export const SITEMAP_SIZE = 50_000;
/** Articles in one query. */
const BATCH = 2_000;

export interface SitemapEntry {
  id: string;
  slug: string;
  updatedAt: Date;
}

/** More URLs than fit one sitemap are split into parts, each named by its first article. */
@Injectable()
export class SitemapRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The ids of the parts' first articles. */
  async parts(): Promise<string[]> {
    return (await rowsOf<{ id: string }>(this.dataSource, SITEMAP_PARTS, [SITEMAP_SIZE])).map(({ id }) => id);
  }

  /** Two numbers that change when the part does. */
  async state(first: string = NIL_ID): Promise<{ articles: number; version: number }> {
    const [state] = await rowsOf<{ articles: number; version: number }>(this.dataSource, SITEMAP_STATE, [
      first,
      SITEMAP_SIZE,
    ]);
    return state ?? { articles: 0, version: 0 };
  }

  async *entries(first: string = NIL_ID): AsyncGenerator<SitemapEntry[]> {
    let from = first;
    for (let left = SITEMAP_SIZE; left > 0; left -= BATCH) {
      const batch = await rowsOf<SitemapEntry>(this.dataSource, SITEMAP_BATCH, [from, from !== first, BATCH]);
      if (batch.length > 0) yield batch;
      const last = batch.at(-1);
      if (!last || batch.length < BATCH) return;
      from = last.id;
    }
  }
}
