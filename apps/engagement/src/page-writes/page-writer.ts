import type { PageMode } from '@afterword/contracts';
import type { IdempotencyKey, Pipeline, Principal, ReaderRestriction } from '@afterword/platform';
import type { NewEvent } from '../event-log';
import { type KeyOwner } from '@afterword/platform';

export interface PageRef {
  siteId: string;
  pageId: string;
}

/** A change that somebody asks for. */
export interface PageCommand {
  siteId: string;
  /** Who asks. The session of a reader or of staff is checked again inside the transaction. */
  principal: Principal;
  /** The same key and request are done once, and answered alike. Null: each request is one of its own. */
  key: IdempotencyKey | null;
  /** Whose key it is, where that does not follow from the principal. */
  keyOwner?: KeyOwner;
  /** A reader takes back what is theirs: guests may, where the site takes guests no more. */
  takesBack?: boolean;
  /** The kept answer holds a secret: only who knows the key can read it. */
  sealed?: boolean;
}

/** How a page is moderated, where that differs from its site. */
export interface PageModeration {
  /** Null: as the site says. */
  mode: PageMode | null;
  /** Seconds in which the page takes one comment of each reader; null for any number of comments. */
  slowSeconds: number | null;
}

/** The page that a key leads to, as `PageIds` finds it. */
export interface PageTarget {
  pageId: string;
  /** The key of a page that does not exist yet: it comes into being with what is stored on it. Null for one that is there. */
  newKey: string | null;
  /** As it was at most two seconds ago. Null for a page that is moderated as its site says. */
  moderation: PageModeration | null;
}

/** A change of one page. */
export interface OnePageCommand extends PageCommand, PageRef {
  /** As in `PageTarget`; left out where the page is known to be there. */
  newKey?: string | null;
}

/** A page as it is while the transaction holds its row. */
export interface LockedPage extends PageRef, PageModeration {
  key: string;
  url: string | null;
  title: string | null;
  /** Closed by the operator or an admin of the site. */
  closed: boolean;
  /** Takes no new comments: closed, or its article is not published. */
  closedToComments: boolean;
  articleVersion: number;
  countersVersion: number;
  commentsVersion: number;
  /** The comments version that the page has after this transaction, if its comments change. */
  nextCommentsVersion: number;
}

/** The pages that a transaction holds, by id. One that is gone is absent. */
export type LockedPages = ReadonlyMap<string, LockedPage>;

/** A counter of a page or comment that changes. */
export interface CounterChange {
  siteId: string;
  /** The page's or the comment's id. */
  targetId: string;
  metric: string;
  /** Not zero; negative where it falls. */
  by: number;
}

/** What changed of a page. Its versions are raised for content, caches and event streams. */
export interface PageChanged {
  pageId: string;
  counters?: boolean;
  comments?: boolean;
  /** Versions that the new ones must exceed, where somebody has seen higher ones than the page's own. */
  above?: { countersVersion: number; commentsVersion: number };
  /** A key by which the page is found, or not found any more, since this change. */
  key?: string;
}

/** What became of a command. */
export interface PageWrite<Answer> {
  answer: Answer;
  counters?: readonly CounterChange[];
  changed?: readonly PageChanged[];
  events?: readonly NewEvent[];
}

/** What became of each command, in order. An `Error` refuses that command alone; nothing of it may have been stored. */
export type PageWritten<Answer> = readonly (PageWrite<Answer> | Error)[];

/** What the transaction holds and has read. */
export interface Held<Known> {
  pages: LockedPages;
  known: Known;
  /** What the reader of a command is restricted to. Bans are refused before. */
  restrictionOf: (command: PageCommand) => ReaderRestriction | null;
}

/**
 * One kind of change below pages, in its own class. It reads and stores its facts; `PageWrites` does everything else: keys,
 * locks, admission, counters, versions, events, caches and streams.
 */
export interface PageWriter<Command extends PageCommand, Answer, Known = void> {
  readonly name: string;
  /**
   * The pages to lock, where the commands do not name them (`pageId`). It runs when the readers are locked.
   */
  pagesOf?: (tx: Pipeline, commands: readonly Command[]) => Promise<readonly PageRef[]>;
  /** A reader whose name, role, restriction or existence the command changes: held against every write of theirs meanwhile. */
  readerToChange?: (command: Command) => { siteId: string; id: string } | null;
  /** Reads what `write` has to know beside the pages. Sent with the locks, it runs when they are held. `beside`: others write the pages, too. */
  read?: (tx: Pipeline, commands: readonly Command[], beside: boolean) => Promise<Known>;
  /**
   * Lets batches of several processes be stored side by side, so that a page's row is locked only while its counters change and the batch
   * commits (decision record 0110). For facts that follow from nothing else on the page. `read` locks those that there are; one that
   * another process stores meanwhile is a duplicate key, and the batch is tried again alone. Left out, a batch has its pages to itself
   * from its beginning.
   */
  besideOthers?: BesideOthers<Command, Answer, Known>;
  /** Stores the facts of a batch and says what follows from each command, in order. */
  write: (
    tx: Pipeline,
    commands: readonly Command[],
    held: Held<Known>,
  ) => PageWritten<Answer> | Promise<PageWritten<Answer>>;
}

export interface BesideOthers<Command extends PageCommand, Answer, Known> {
  /** Whether a batch can be: commands without idempotency keys, on pages that are there. */
  can: (commands: readonly Command[]) => boolean;
  /** Puts what others have changed into the answers. Sent when the counters have changed and are locked, it runs before the commit. */
  complete: (tx: Pipeline, commands: readonly Command[], answers: readonly Answer[], known: Known) => Promise<void>;
}

/** A writer of changes that come one at a time (`PageWrites.run`). */
export abstract class SingleWriter<Command extends PageCommand, Answer> implements PageWriter<Command, Answer> {
  abstract readonly name: string;

  /** Stores the facts and says what follows. What it throws undoes all of it. */
  protected abstract change(
    tx: Pipeline,
    command: Command,
    pages: LockedPages,
    restriction: ReaderRestriction | null,
  ): Promise<PageWrite<Answer>>;

  async write(
    tx: Pipeline,
    commands: readonly Command[],
    { pages, restrictionOf }: Pick<Held<void>, 'pages' | 'restrictionOf'>,
  ): Promise<PageWritten<Answer>> {
    const written: PageWrite<Answer>[] = [];
    for (const command of commands) written.push(await this.change(tx, command, pages, restrictionOf(command)));
    return written;
  }
}

/** The page that a command names, which is there where the writer is asked. */
export function pageOf({ pageId }: PageRef, pages: LockedPages): LockedPage {
  const page = pages.get(pageId);
  if (!page) throw new Error('A writer is asked only about pages that are locked');
  return page;
}
