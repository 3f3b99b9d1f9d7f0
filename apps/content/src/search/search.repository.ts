import { ReadReplica, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import type { SearchPosition } from './search-cursor';
import { SEARCH } from './search.sql';
import { BODY_HEADLINE, TITLE_HEADLINE } from './snippet';

/** Matches that are ranked, the newest of each configuration. Bounds the cost of words that are in most articles. */
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
  constructor(private readonly replica: ReadReplica) {}

  /** @param query in the syntax of `websearch_to_tsquery`, which accepts any text */
  search(query: string, after: SearchPosition | null, limit: number): Promise<FoundVersion[]> {
    return this.replica.ask((runner) =>
      rowsOf<FoundVersion>(runner, SEARCH, [
        query,
        CANDIDATES,
        after?.rank ?? null,
        after?.id ?? null,
        limit,
        TITLE_HEADLINE,
        BODY_HEADLINE,
      ]),
    );
  }
}
