import { rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { SearchPosition } from './search-cursor';
import { SEARCH } from './search.sql';
import { BODY_HEADLINE, TITLE_HEADLINE } from './snippet';

/** The newest of what fits that are ranked, of each configuration: a word that is in every article costs no more than this. */
const CANDIDATES = 1_000;

export interface FoundVersion extends SearchPosition {
  slug: string;
  language: string;
  position: number;
  original: boolean;
  author: string | null;
  publishedAt: Date;
  title: string;
  body: string;
  titleHeadline: string;
  bodyHeadline: string;
}

@Injectable()
export class SearchRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @param query in PostgreSQL's web search syntax, which takes anything */
  search(query: string, after: SearchPosition | null, limit: number): Promise<FoundVersion[]> {
    return rowsOf<FoundVersion>(this.dataSource, SEARCH, [
      query,
      CANDIDATES,
      after?.rank ?? null,
      after?.id ?? null,
      limit,
      TITLE_HEADLINE,
      BODY_HEADLINE,
    ]);
  }
}
