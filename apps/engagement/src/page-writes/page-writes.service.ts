import {
  CommandError,
  type GroupCommit,
  GroupCommits,
  type IdempotencyKey,
  type Transaction,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { type CounterRow, CountersRepository } from '../counters';
import { IdempotentBatches } from '../idempotency';
import { PageChanges } from '../page-changes';
import { PageGoneError } from '../pages';
import type { Reader } from '../readers';
import { type CounterRise, type LockedPage, type PageRef, PageWritesRepository } from './page-writes.repository';

/** Something that a reader wants to add to a page. */
export interface PageCommand extends PageRef {
  reader: Reader;
  key: IdempotencyKey | null;
}

/** What became of a command: the fact is stored, and this is what follows from it. */
export interface PageWrite<Answer> {
  rises: readonly CounterRise[];
  /** The parts of the page that changed; content and the event streams are told of them. */
  counters: boolean;
  comments: boolean;
  /** Made when the counters stand: `rowsOf` gives those of the page or of the `shown` comment. */
  answer: (rowsOf: (targetId: string) => readonly CounterRow[]) => Answer;
  /** Whose counters the answer tells, where it tells any. */
  shown?: string;
}

export interface PageWriter<Command extends PageCommand, Answer> {
  name: string;
  /**
   * Stores the facts of a batch, whose pages are locked, and says what follows for each command in order; an `Error` refuses
   * one command, and nothing of it may have been stored.
   */
  write: (
    tx: Transaction,
    commands: readonly Command[],
    pages: ReadonlyMap<string, LockedPage>,
  ) => Promise<readonly (PageWrite<Answer> | Error)[]>;
}

/**
 * The write path of everything that is added to pages: commands that arrive together are stored together, in one
 * transaction. Idempotency keys come first, then the pages' rows in their order, then the facts, then counters and versions;
 * the order is the same everywhere, so that no two transactions can wait for each other (decision record 0001).
 */
@Injectable()
export class PageWrites {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly commits: GroupCommits,
    private readonly keys: IdempotentBatches,
    private readonly pages: PageWritesRepository,
    private readonly counters: CountersRepository,
    private readonly changes: PageChanges,
  ) {}

  create<Command extends PageCommand, Answer>(writer: PageWriter<Command, Answer>): GroupCommit<Command, Answer> {
    return this.commits.create<Command, Answer>({
      name: writer.name,
      flush: async (commands) => {
        const results = await this.dataSource.transaction((tx) =>
          this.keys.run(tx, commands, ownerOf, (fresh) => this.store(tx, writer, fresh)),
        );
        this.changes.changed(pagesOf(commands));
        return results.map((result) => (result instanceof Error ? new CommandError(result) : result));
      },
    });
  }

  private async store<Command extends PageCommand, Answer>(
    tx: Transaction,
    writer: PageWriter<Command, Answer>,
    commands: readonly Command[],
  ): Promise<(Answer | Error)[]> {
    const locked = await this.pages.lock(tx, commands);
    const there = commands.filter(({ pageId }) => locked.has(pageId));
    const written = there.length === 0 ? [] : await writer.write(tx, there, locked);
    const outcomes = new Map(there.map((command, index) => [command, written[index]]));
    const done = there.flatMap((command) => {
      const outcome = outcomes.get(command);
      return outcome === undefined || outcome instanceof Error ? [] : [{ command, outcome }];
    });
    if (done.length > 0) {
      await this.pages.raise(
        tx,
        done.flatMap(({ outcome }) => outcome.rises),
        done.map(({ command: { siteId, pageId }, outcome: { counters, comments } }) => ({
          siteId,
          pageId,
          counters,
          comments,
        })),
      );
    }
    const shown = done.flatMap(({ command: { siteId }, outcome }) =>
      outcome.shown === undefined ? [] : [{ siteId, targetId: outcome.shown }],
    );
    const rows = await this.counters.ofTargets(shown, tx);
    return commands.map((command) => {
      const outcome = outcomes.get(command) ?? new PageGoneError();
      return outcome instanceof Error ? outcome : outcome.answer((targetId) => rows.get(targetId) ?? []);
    });
  }
}

function pagesOf(commands: readonly PageCommand[]): PageRef[] {
  return [...new Map(commands.map(({ siteId, pageId }) => [pageId, { siteId, pageId }])).values()];
}

const ownerOf = ({ reader, key }: PageCommand) => ({ owner: reader, key });
