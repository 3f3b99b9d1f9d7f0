import { execute, rowsOf, type Transaction } from '@afterword/platform';
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
    await execute(tx, RAISE_VERSIONS, both);
    await execute(tx, MOVE_COMMENTS, both);
    await execute(tx, MOVE_PAGE_REACTIONS, both);
    await execute(tx, DELETE_REACTIONS, [siteId, ends]);
    await execute(tx, MOVE_COMMENT_REACTIONS, both);
    await execute(tx, MOVE_SHARES, both);
    await execute(tx, MOVE_TRANSFERS, both);
    await execute(tx, FORGET_REACTION_COUNTERS, both);
    await execute(tx, COUNT_REACTIONS, [siteId, stays]);
    await execute(tx, ADD_COUNTERS, both);
    await execute(tx, DELETE_COUNTERS, [siteId, ends]);
    await execute(tx, MOVE_KEYS, both);
    await execute(tx, DELETE_PAGE, [siteId, ends]);
  }
}
