import {
  CommandError,
  type GroupCommit,
  GroupCommits,
  inPipeline,
  NIL_ID,
  type Pipeline,
  type Principal,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { EventLog, type NewEvent } from '../event-log';
import { IdempotentBatches, type KeyOwner } from '@afterword/platform';
import { type PageChange, PageChanges } from '../page-cache';
import { admit, lockReaders } from './admission';
import { PageGoneError } from './page-gone.error';
import {
  changeCounters,
  createPages,
  enterPages,
  lockCounters,
  lockPages,
  raiseVersions,
  removePages,
} from './page-locks';
import type {
  BesideOthers,
  CounterChange,
  LockedPage,
  LockedPages,
  OnePageCommand,
  PageChanged,
  PageCommand,
  PageRef,
  PageWrite,
  PageWriter,
} from './page-writer';

type Outcome<Answer> = PageWrite<Answer> | Error;

interface Stored<Answer> {
  /** In the order of the commands. */
  answers: (Answer | Error)[];
  /** For caches and streams, once it is committed. */
  changes: PageChange[];
}

/**
 * The unit of work for everything that changes below pages. In one transaction, in this order, which is the same everywhere so
 * that no two transactions wait for each other (decision records 0001 and 0035):
 *
 * 1. idempotency keys are claimed,
 * 2. sessions are checked and their readers held,
 * 3. pages are locked, or entered beside others who store what follows from nothing else on them (0110),
 * 4. pages that do not exist yet are created, and what the writer has to know is read,
 * 5. the writer stores its facts,
 * 6. pages that were entered are locked, counters change, versions are raised, events are recorded, answers are kept; a new page on
 *    which nothing was stored goes.
 *
 * After the commit, and before anybody is answered, caches and event streams are told. Statements that need nothing of each
 * other's answers are sent together (0027).
 */
@Injectable()
export class PageWrites {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly commits: GroupCommits,
    private readonly keys: IdempotentBatches,
    private readonly events: EventLog,
    private readonly changes: PageChanges,
  ) {}

  /** For changes that come in storms: those that arrive together are stored in one transaction. */
  inGroups<Command extends PageCommand, Answer, Known>(
    writer: PageWriter<Command, Answer, Known>,
  ): GroupCommit<Command, Answer> {
    return this.commits.create<Command, Answer>({
      name: writer.name,
      flush: async (commands) => {
        const answers = await this.commit(writer, commands);
        return answers.map((answer) => (answer instanceof Error ? new CommandError(answer) : answer));
      },
    });
  }

  /** A change by itself. @throws what the writer refuses it with, DomainError `unauthorized`, PageGoneError */
  async run<Command extends PageCommand, Answer, Known>(
    writer: PageWriter<Command, Answer, Known>,
    command: Command,
  ): Promise<Answer> {
    const [answer] = await this.commit(writer, [command]);
    if (answer instanceof Error) throw answer;
    return answer as Answer;
  }

  private async commit<Command extends PageCommand, Answer, Known>(
    writer: PageWriter<Command, Answer, Known>,
    commands: readonly Command[],
  ): Promise<(Answer | Error)[]> {
    const beside = writer.besideOthers?.can(commands) ? writer.besideOthers : null;
    const store = (how: BesideOthers<Command, Answer, Known> | null) =>
      inPipeline(this.dataSource, (tx) => this.store(tx, writer, { commands, beside: how }));
    const { answers, changes } = await store(beside).catch((error: unknown) => {
      // Another process has stored the same fact meanwhile. Nothing of the batch is stored, and alone it finds what there is.
      if (beside && isDuplicate(error)) return store(null);
      throw error;
    });
    this.changes.publish(changes);
    return answers;
  }

  private async store<Command extends PageCommand, Answer, Known>(
    tx: Pipeline,
    writer: PageWriter<Command, Answer, Known>,
    { commands, beside }: { commands: readonly Command[]; beside: BesideOthers<Command, Answer, Known> | null },
  ): Promise<Stored<Answer>> {
    const claiming = this.keys.claim(tx, commands, claimOf);
    const admitting = admit(tx, commands);
    const locking = lockReaders(tx, readersToChange(writer, commands));
    // Where the pages follow from the readers, they are known only when these are held.
    const refs = writer.pagesOf
      ? (await settle(claiming, admitting, locking), await writer.pagesOf(tx, commands))
      : null;
    const [claimed, admission, , locked, created, known] = await Promise.all([
      claiming,
      admitting,
      locking,
      (beside ? enterPages : lockPages)(tx, refs ?? pagesOf(commands)),
      // Before the writer reads: what it asks may depend on the keys of pages.
      createPages(tx, newPagesOf(commands)),
      writer.read ? writer.read(tx, commands, beside !== null) : (undefined as Known),
    ]);

    const pages: LockedPages = created.size === 0 ? locked : new Map([...locked, ...created]);
    const refused = new Map<Command, Error>();
    const accepted: Command[] = [];
    for (const command of claimed.fresh) {
      const refusal = admission.refusalOf(command) ?? (isThere(command, pages) ? null : new PageGoneError());
      if (refusal) refused.set(command, refusal);
      else accepted.push(command);
    }
    const restrictionOf = (command: PageCommand) => admission.restrictionOf(command);
    const written = accepted.length === 0 ? [] : await writer.write(tx, accepted, { pages, known, restrictionOf });
    const outcomes = new Map<Command, Outcome<Answer>>(refused);
    accepted.forEach((command, index) => outcomes.set(command, written[index] as Outcome<Answer>));

    const kept = keptOf(created, outcomes);
    removePages(
      tx,
      [...created.values()].filter((page) => !kept.includes(page)),
    );
    const changes = this.record(tx, outcomes, { created: kept, isLocked: beside === null });
    if (beside) tx.send(complete(tx, beside, outcomes, known));
    const answers = claimed.fresh.map((command): [Command, Answer | Error] => {
      const outcome = outcomes.get(command) as Outcome<Answer>;
      return [command, outcome instanceof Error ? outcome : outcome.answer];
    });
    return { answers: claimed.answer(tx, new Map(answers)), changes };
  }

  /**
   * What follows from the facts.
   * @param created pages that come into being
   * @param isLocked false where pages were entered beside others
   * @returns what to tell caches and streams
   */
  private record(
    tx: Pipeline,
    outcomes: ReadonlyMap<PageCommand, Outcome<unknown>>,
    { created, isLocked }: { created: readonly LockedPage[]; isLocked: boolean },
  ): PageChange[] {
    const counters: CounterChange[] = [];
    const pages: (PageRef & PageChanged)[] = created.map(({ siteId, pageId, key }) => ({ siteId, pageId, key }));
    const events: NewEvent[] = [];
    for (const [{ siteId }, outcome] of outcomes) {
      if (outcome instanceof Error) continue;
      if (outcome.counters) counters.push(...outcome.counters);
      if (outcome.changed) for (const page of outcome.changed) pages.push({ siteId, ...page });
      if (outcome.events) events.push(...outcome.events);
    }
    if (!isLocked) lockCounters(tx, pages);
    // Before the counters, since it is what locks the row of a single page.
    raiseVersions(tx, pages);
    changeCounters(tx, counters);
    if (events.length > 0) tx.send(this.events.append(tx, events));
    return changesOf(pages);
  }
}

function complete<Command extends PageCommand, Answer, Known>(
  tx: Pipeline,
  beside: BesideOthers<Command, Answer, Known>,
  outcomes: ReadonlyMap<Command, Outcome<Answer>>,
  known: Known,
): Promise<void> {
  const commands: Command[] = [];
  const answers: Answer[] = [];
  for (const [command, outcome] of outcomes) {
    if (outcome instanceof Error) continue;
    commands.push(command);
    answers.push(outcome.answer);
  }
  return beside.complete(tx, commands, answers, known);
}

const UNIQUE_VIOLATION = '23505';

const isDuplicate = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === UNIQUE_VIOLATION;

/** A refused claim or session is told when its turn comes; here only the order of the locks matters. */
async function settle(...locks: readonly Promise<unknown>[]): Promise<void> {
  await Promise.all(locks);
}

function readersToChange<Command extends PageCommand>(
  { readerToChange }: Pick<PageWriter<Command, unknown, unknown>, 'readerToChange'>,
  commands: readonly Command[],
): { siteId: string; id: string }[] {
  return readerToChange ? commands.map(readerToChange).filter((reader) => reader !== null) : [];
}

const hasPage = (command: PageCommand): command is OnePageCommand => 'pageId' in command;

const pagesOf = (commands: readonly PageCommand[]): PageRef[] =>
  commands.flatMap((command) => (hasPage(command) ? [{ siteId: command.siteId, pageId: command.pageId }] : []));

/** The pages that commands would be the first on. */
const newPagesOf = (commands: readonly PageCommand[]) =>
  commands.flatMap((command) =>
    hasPage(command) && command.newKey
      ? [{ siteId: command.siteId, pageId: command.pageId, newKey: command.newKey }]
      : [],
  );

const isThere = (command: PageCommand, pages: LockedPages): boolean => !hasPage(command) || pages.has(command.pageId);

/** The created pages on which something was stored. */
function keptOf(created: LockedPages, outcomes: ReadonlyMap<PageCommand, Outcome<unknown>>): LockedPage[] {
  if (created.size === 0) return [];
  const stored = new Set<string>();
  for (const [command, outcome] of outcomes) {
    if (hasPage(command) && !(outcome instanceof Error) && storesSomething(outcome)) stored.add(command.pageId);
  }
  return [...created.values()].filter(({ pageId }) => stored.has(pageId));
}

const storesSomething = ({ counters = [], changed = [], events = [] }: PageWrite<unknown>): boolean =>
  counters.length + changed.length + events.length > 0;

function claimOf({ siteId, principal, key, keyOwner, sealed = false }: PageCommand) {
  const owner: KeyOwner = keyOwner ?? ownerOf(principal, siteId);
  return { owner, key, sealed };
}

function ownerOf(principal: Principal, siteId: string): KeyOwner {
  if (principal.kind === 'reader') return principal.reader;
  return { siteId, id: principal.kind === 'staff' ? principal.id : NIL_ID };
}

/** Each page once, and each key. */
function changesOf(pages: readonly (PageRef & PageChanged)[]): PageChange[] {
  const changes = new Map<string, PageChange>();
  for (const { siteId, pageId, key } of pages) {
    changes.set(pageId, { siteId, pageId });
    if (key !== undefined) changes.set(`${siteId}/${key}`, { siteId, key });
  }
  return [...changes.values()];
}
