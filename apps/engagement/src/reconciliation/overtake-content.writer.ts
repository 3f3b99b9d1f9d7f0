import type { PageState } from '@afterword/contracts';
import { type Pipeline, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { type LockedPages, type PageCommand, type PageRef, type PageWrite, SingleWriter } from '../page-writes';
import { PAGES_OF_HELD_KEYS } from './reconciliation.sql';

/** What content holds of a page. */
export type HeldState = Pick<PageState, 'site' | 'page' | 'countersVersion' | 'commentsVersion'>;

export interface OvertakeContentCommand extends PageCommand {
  /** Pages of the command's site. */
  held: readonly HeldState[];
}

interface HeldPage extends PageRef {
  countersVersion: number;
  commentsVersion: number;
}

/** Raises pages' versions above those that content holds, so that it takes what is announced next. */
@Injectable()
export class OvertakeContent extends SingleWriter<OvertakeContentCommand, number> {
  readonly name = 'overtake-content';

  readonly pagesOf = async (tx: Pipeline, [command]: readonly OvertakeContentCommand[]): Promise<readonly PageRef[]> =>
    command ? heldPages(tx, command) : [];

  protected async change(
    tx: Pipeline,
    command: OvertakeContentCommand,
    pages: LockedPages,
  ): Promise<PageWrite<number>> {
    const held = (await heldPages(tx, command)).filter(({ pageId }) => pages.has(pageId));
    return {
      answer: held.length,
      changed: held.map(({ pageId, countersVersion, commentsVersion }) => ({
        pageId,
        counters: true,
        comments: true,
        above: { countersVersion, commentsVersion },
      })),
    };
  }
}

const heldPages = (tx: Pipeline, { held }: OvertakeContentCommand): Promise<HeldPage[]> =>
  rowsOf<HeldPage>(tx, PAGES_OF_HELD_KEYS, [
    held.map(({ site }) => site),
    held.map(({ page }) => page),
    held.map(({ countersVersion }) => countersVersion),
    held.map(({ commentsVersion }) => commentsVersion),
  ]);
