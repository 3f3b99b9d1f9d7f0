import { LIMITS } from '@afterword/contracts';
import { DomainError, execute, type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { LedgerService } from '../ledger';
import { ModerationLog } from '../moderation-log';
import {
  type LockedPages,
  type PageCommand,
  PageGoneError,
  type PageRef,
  type PageWrite,
  SingleWriter,
} from '../page-writes';
import {
  ADD_COUNTERS,
  COUNT_REACTIONS,
  COUNT_SHARES,
  DELETE_COUNTERS,
  DELETE_PAGE,
  DELETE_REACTION_COUNTERS,
  DELETE_REACTIONS,
  DESCRIBE_MERGED,
  MERGE_FEATURED,
  MOVE_COMMENT_REACTIONS,
  MOVE_COMMENTS,
  MOVE_FOLLOWS,
  MOVE_KEYS,
  MOVE_NOTIFICATIONS,
  MOVE_PAGE_REACTIONS,
  MOVE_SHARES,
  MOVE_TRANSFERS,
  PAGES_OF_KEYS,
} from './page-merge.sql';

export interface MergePagesCommand extends PageCommand {
  /** A key of the page that stays. */
  into: string;
  /** A key of the page that ends. */
  from: string;
}

interface PageToMerge {
  id: string;
  /** Which of the two keys lead to it. */
  keys: string[];
}

/**
 * Moves every comment, reaction, share and reward of the page `from` to the page `into`, each counted once, and lets the keys of
 * `from` lead there. Merging what is one page already changes nothing.
 */
@Injectable()
export class MergePages extends SingleWriter<MergePagesCommand, null> {
  readonly name = 'merge-pages';

  constructor(
    private readonly ledger: LedgerService,
    private readonly log: ModerationLog,
  ) {
    super();
  }

  readonly pagesOf = async (tx: Pipeline, [command]: readonly MergePagesCommand[]): Promise<PageRef[]> =>
    command ? (await find(tx, command)).map(({ id }) => ({ siteId: command.siteId, pageId: id })) : [];

  protected async change(tx: Pipeline, command: MergePagesCommand, pages: LockedPages): Promise<PageWrite<null>> {
    const { siteId, into, from, principal } = command;
    const found = await find(tx, command);
    const stays = found.find(({ keys }) => keys.includes(into));
    const ends = found.find(({ keys }) => keys.includes(from));
    if (!stays || !ends) {
      throw new DomainError('page-not-found', { detail: `No page has the key ${stays ? from : into}.` });
    }
    if (stays.id === ends.id) return { answer: null };
    const [kept, gone] = [pages.get(stays.id), pages.get(ends.id)];
    // The keys led elsewhere when the pages were looked up, before they were locked.
    if (!kept || !gone) throw new PageGoneError();

    await this.ledger.mergePages(tx, { siteId, into: stays.id, from: ends.id });
    const both = [siteId, ends.id, stays.id];
    const version = Math.max(kept.commentsVersion, gone.commentsVersion) + 1;
    await execute(tx, DESCRIBE_MERGED, both);
    await execute(tx, MERGE_FEATURED, [...both, LIMITS.featuredComments]);
    await execute(tx, MOVE_COMMENTS, [...both, version]);
    await execute(tx, MOVE_PAGE_REACTIONS, both);
    await execute(tx, DELETE_REACTIONS, [siteId, ends.id]);
    await execute(tx, MOVE_COMMENT_REACTIONS, both);
    await execute(tx, MOVE_SHARES, both);
    await execute(tx, MOVE_FOLLOWS, both);
    await execute(tx, MOVE_NOTIFICATIONS, both);
    await execute(tx, MOVE_TRANSFERS, both);
    await execute(tx, DELETE_REACTION_COUNTERS, both);
    await execute(tx, COUNT_REACTIONS, [siteId, stays.id]);
    await execute(tx, ADD_COUNTERS, both);
    await execute(tx, COUNT_SHARES, [siteId, stays.id]);
    await execute(tx, DELETE_COUNTERS, [siteId, ends.id]);
    await execute(tx, MOVE_KEYS, both);
    await execute(tx, DELETE_PAGE, [siteId, ends.id]);
    const details = { from: ends.id, key: gone.key };
    // Content merges pages as its articles are renamed; what people do is in the log.
    if (principal.kind !== 'service')
      await this.log.record(tx, [{ siteId, action: 'page.merged', by: principal, page: stays.id, details }]);
    return {
      answer: null,
      changed: [
        // Whatever content holds of either page is older than what comes now.
        { pageId: stays.id, counters: true, comments: true, above: gone, key: into },
        { pageId: ends.id, key: from },
      ],
    };
  }
}

const find = (tx: Pipeline, { siteId, into, from }: MergePagesCommand) =>
  rowsOf<PageToMerge>(tx, PAGES_OF_KEYS, [siteId, into, from]);
