import { rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import {
  ADD_COUNTERS,
  COUNT_REACTIONS,
  DELETE_COUNTERS,
  DELETE_PAGE,
  DELETE_REACTIONS,
  FORGET_REACTION_COUNTERS,
  MOVE_COMMENTS,
  MOVE_COMMENT_REACTIONS,
  MOVE_KEYS,
  MOVE_PAGE_REACTIONS,
  MOVE_SHARES,
  MOVE_TRANSFERS,
  PAGES_TO_MERGE,
  RAISE_VERSIONS,
} from './page-merge.sql';

export interface PageToMerge {
  id: string;
  /** Which of the two keys lead to it. */
  keys: string[];
}

@Injectable()
export class PageMergeRepository {
  /** The pages behind two keys, locked: one page where both lead to the same. */
  lock(tx: Transaction, siteId: string, keys: readonly [string, string]): Promise<PageToMerge[]> {
    return rowsOf<PageToMerge>(tx, PAGES_TO_MERGE, [siteId, ...keys]);
  }

  /** Moves everything of one page to the other, and deletes it. The caller has locked both. */
  async merge(
    tx: Transaction,
    { siteId, stays, ends }: { siteId: string; stays: string; ends: string },
  ): Promise<void> {
    const both = [siteId, ends, stays];
    await tx.query(RAISE_VERSIONS, both);
    await tx.query(MOVE_COMMENTS, both);
    await tx.query(MOVE_PAGE_REACTIONS, both);
    await tx.query(DELETE_REACTIONS, [siteId, ends]);
    await tx.query(MOVE_COMMENT_REACTIONS, both);
    await tx.query(MOVE_SHARES, both);
    await tx.query(MOVE_TRANSFERS, both);
    await tx.query(FORGET_REACTION_COUNTERS, both);
    await tx.query(COUNT_REACTIONS, [siteId, stays]);
    await tx.query(ADD_COUNTERS, both);
    await tx.query(DELETE_COUNTERS, [siteId, ends]);
    await tx.query(MOVE_KEYS, both);
    await tx.query(DELETE_PAGE, [siteId, ends]);
  }
}
