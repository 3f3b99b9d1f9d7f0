import {
  CommandError,
  type GroupCommit,
  GroupCommits,
  type IdempotencyKey,
  IdempotentBatches,
  inPipeline,
  type Pipeline,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { CounterRise } from '../counters';
import { PageChanges } from '../page-changes';
import { PageGoneError } from '../pages';
import type { Reader } from '../readers';
import { type LockedPage, type PageChange, type PageRef, PageWritesRepository } from './page-writes.repository';

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
  answer: Answer;
}

type Written<Answer> = readonly (PageWrite<Answer> | Error)[];

export interface PageWriter<Command extends PageCommand, Answer, Known> {
  name: string;
  /** Reads what `write` has to know beside the pages. It is sent with the locks, and runs when they are held. */
  read: (tx: Pipeline, commands: readonly Command[]) => Promise<Known>;
  /**
   * Stores the facts of a batch, whose pages are locked, and says what follows for each command in order; an `Error` refuses
   * one command, and nothing of it may have been stored.
   */
  write: (
    tx: Pipeline,
    commands: readonly Command[],
    locked: { pages: ReadonlyMap<string, LockedPage>; known: Known },
  ) => Written<Answer>;
}

/**
 * The write path of everything that is added to pages: commands that arrive together are stored together, in one
 * transaction. Idempotency keys come first, then the pages' rows in their order, then the facts, then counters and versions;
 * the order is the same everywhere, so that no two transactions can wait for each other (decision record 0001). Statements
 * that need nothing of each other's answers are sent together (0027).
 */
@Injectable()
export class PageWrites {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly commits: GroupCommits,
    private readonly keys: IdempotentBatches,
    private readonly pages: PageWritesRepository,
    private readonly changes: PageChanges,
  ) {}

  create<Command extends PageCommand, Answer, Known>(
    writer: PageWriter<Command, Answer, Known>,
  ): GroupCommit<Command, Answer> {
    return this.commits.create<Command, Answer>({
      name: writer.name,
      flush: async (commands) => {
        const answers = await inPipeline(this.dataSource, (tx) => this.store(tx, writer, commands));
        this.changes.changed(pagesOf(commands));
        return answers.map((answer) => (answer instanceof Error ? new CommandError(answer) : answer));
      },
    });
  }

  /** Answers in the order of the commands; they hold once the batch is committed. */
  private async store<Command extends PageCommand, Answer, Known>(
    tx: Pipeline,
    writer: PageWriter<Command, Answer, Known>,
    commands: readonly Command[],
  ): Promise<(Answer | Error)[]> {
    const [claimed, pages, known] = await Promise.all([
      this.keys.claim(tx, commands, ownerOf),
      this.pages.lock(tx, commands),
      writer.read(tx, commands),
    ]);
    const there = claimed.fresh.filter(({ pageId }) => pages.has(pageId));
    const written = there.length === 0 ? [] : writer.write(tx, there, { pages, known });
    const writes = new Map(there.map((command, index) => [command, written[index] as PageWrite<Answer> | Error]));
    this.raise(tx, writes);
    const outcomes = claimed.fresh.map((command): [Command, Answer | Error] => {
      const write = writes.get(command) ?? new PageGoneError();
      return [command, write instanceof Error ? write : write.answer];
    });
    return claimed.answer(tx, new Map(outcomes));
  }

  private raise(tx: Pipeline, writes: ReadonlyMap<PageCommand, PageWrite<unknown> | Error>): void {
    const rises: CounterRise[] = [];
    const changes: PageChange[] = [];
    for (const [{ siteId, pageId }, write] of writes) {
      if (write instanceof Error) continue;
      rises.push(...write.rises);
      changes.push({ siteId, pageId, counters: write.counters, comments: write.comments });
    }
    if (changes.length > 0) tx.send(this.pages.raise(tx, rises, changes));
  }
}

function pagesOf(commands: readonly PageCommand[]): PageRef[] {
  return [...new Map(commands.map(({ siteId, pageId }) => [pageId, { siteId, pageId }])).values()];
}

const ownerOf = ({ reader, key }: PageCommand) => ({ owner: reader, key });
