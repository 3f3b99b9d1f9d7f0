import { basename } from 'node:path';
import { type ImportFigures, LIMITS, type Site } from '@afterword/contracts';
import { execute, type GroupCommit, newId, type Principal, rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { EventLog } from '../event-log';
import { IMPORT_SECRET, KeyedHash } from '../imported-authors';
import { InstallationSecrets } from '../installation-secrets';
import { PageIds, PageWrites } from '../page-writes';
import { formatOf } from './formats';
import { type CommentToWrite, type ImportCommand, ImportComments } from './import-comments.writer';
import { planImport } from './import-plan';
import { countProblems, figuresOf, type ImportReport, reportOf } from './import-report';
import { ImportSessions } from './import-session';
import { BEGIN_RUN, FINISH_RUN, INSERT_READERS, SET_FIGURES, UNFINISHED_RUN } from './imports.sql';
import type { Problem } from './import-problem';
import { openInput } from './input/open-input';
import type { PageMap } from './page-map';
import { readerNameOf } from './reader-name';
import { Staging, voterIdentity } from './staging';
import { AUTHORS_TO_WRITE, COMMENTS_TO_WRITE, STAGE_PROBLEMS, VOTERS } from './staging.sql';

export interface ImportOrder {
  site: Site;
  /** A file, an archive or a folder. */
  path: string;
  /** A format's name, or `auto`. */
  format: string;
  /** What tells this source from others of the site; the format's name where it is left out. */
  source?: string | undefined;
  map: PageMap;
  isDryRun: boolean;
  /** Of times that name no zone, such as `+02:00`. */
  zone?: string | undefined;
  /** The origin of pages that the file names by their path; the site's only one where it is left out. */
  origin?: string | undefined;
  keepEmail?: boolean;
  progress?: ((progress: ImportProgress) => void) | undefined;
  /** Called once with all that there is to say, before it is forgotten. */
  report?: ((report: ImportReport) => Promise<void>) | undefined;
  signal?: AbortSignal | undefined;
}

export interface ImportProgress {
  step: 'reading' | 'comparing' | 'storing';
  done: number;
  /** Bytes while reading, comments while storing. */
  total: number;
  comments: number;
}

export interface ImportResult {
  /** Null for a dry run, and where there was nothing to store. */
  run: string | null;
  format: string;
  source: string;
  figures: ImportFigures;
  /** False where the file ends in the middle, something in it cannot be read, or the database refused something. */
  isWhole: boolean;
}

const IMPORTER: Principal = { kind: 'service', name: 'import' };

/** Transactions that are under way together: while one waits for its commit or for an index, another has a processor. */
const LANES = 2;

/** Votes that the comments of one transaction carry together, and texts by their weight. */
const BATCH_VOTES = 50_000;

const AUTHORS = 1_000;

const AFTER_REFUSED = new Error(
  'Comments of its page before it were refused. Import the file again when the cause is mended.',
);

const PROGRESS_MS = 1_000;

/** What makes an import one to look at. */
const INCOMPLETE: ReadonlySet<Problem> = new Set<Problem>(['truncated', 'unreadable', 'unstored']);

interface RowToWrite extends Omit<CommentToWrite, 'likes' | 'dislikes'> {
  seq: number;
  ordinal: number;
  votes: number;
  downVotes: number;
  voters: string[];
  pageKey: string;
  pageUrl: string | null;
  pageTitle: string | null;
  pageClosed: boolean;
  pageIsNew: boolean;
}

/**
 * Imports a file in three steps: it is read into temporary tables, compared with what is there, and stored, page by page. The first two
 * write nothing, so a dry run is the first two. Interrupted at any point, the same run goes on when it is started again: what is stored
 * is found by its id at the source (decision record 0071).
 */
@Injectable()
export class ImportRunner {
  private readonly lanes: readonly GroupCommit<ImportCommand, null>[];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sessions: ImportSessions,
    private readonly secrets: InstallationSecrets,
    private readonly ids: PageIds,
    private readonly events: EventLog,
    writes: PageWrites,
    writer: ImportComments,
  ) {
    this.lanes = Array.from({ length: LANES }, () => writes.inGroups(writer));
  }

  /** @throws ImportRefusedError, ImportBusyError */
  run(order: ImportOrder): Promise<ImportResult> {
    return this.sessions.exclusive(order.site.id, () => this.runAlone(order));
  }

  /** Where the caller has seen to it that nothing else is imported to the site. @throws ImportRefusedError */
  runAlone(order: ImportOrder): Promise<ImportResult> {
    return this.sessions.staging((session) => this.work(order, session));
  }

  private async work(order: ImportOrder, session: SqlRunner): Promise<ImportResult> {
    const { site, path, isDryRun, map, signal } = order;
    const input = await openInput(path);
    try {
      const format = formatOf(order.format, input.files);
      const source = order.source ?? format.name;
      const origin = order.origin ?? (site.origins.length === 1 ? (site.origins[0] ?? null) : null);
      const hash = new KeyedHash(await this.secrets.get(IMPORT_SECRET), site.id);
      const now = new Date();
      const { zone = 'Z', keepEmail = false } = order;
      const staging = new Staging(session, { site, source, hash, now, zone, keepEmail });
      const progress = new Reporter(order.progress);
      let isToldCut = false;
      for await (const item of format.read(input.files, { origin })) {
        await staging.add(item);
        progress.tell({ step: 'reading', done: input.bytesRead(), total: input.bytes, comments: staging.count });
        if (item.kind === 'note' && item.problem === 'truncated') isToldCut = true;
        signal?.throwIfAborted();
      }
      // Where it was cut after a line, its reader saw nothing of it.
      for (const name of isToldCut ? [] : input.cutShort())
        await staging.add({
          kind: 'note',
          item: name,
          problem: 'truncated',
          detail: 'The compressed data end too early.',
        });
      await staging.end();
      progress.tell({ step: 'comparing', done: 0, total: 1, comments: staging.count }, true);
      await planImport(session, { site, source, map, origin });

      const file = basename(path);
      const named = { siteId: site.id, source, format: format.name, file, fingerprint: input.fingerprint };
      const unfinished = isDryRun ? null : await this.unfinished(named);
      let figures = await figuresOf(session, site.id, unfinished);
      const hasWork = figures.added + figures.held + figures.updated > 0;
      const runId = isDryRun ? null : (unfinished ?? (hasWork ? await this.begin(named) : null));
      if (runId !== null) {
        const failed = await this.store(session, { order, runId, source, hash, figures, progress });
        figures = { ...figures, ...failed };
        await this.finish({ siteId: site.id, runId, source, figures });
      }
      const head = { site: site.id, source, format: format.name, file, isDryRun, run: runId, at: now.toISOString() };
      const problems = await countProblems(session);
      await order.report?.(reportOf(session, { ...head, figures, problems }));
      const isWhole = !problems.some(({ problem }) => INCOMPLETE.has(problem));
      return { run: runId, format: format.name, source, figures, isWhole };
    } finally {
      await input.close();
    }
  }

  /** The run that was interrupted in the same file. */
  private async unfinished({ siteId, source, fingerprint }: NamedRun): Promise<string | null> {
    const [run] = await rowsOf<{ id: string }>(this.dataSource, UNFINISHED_RUN, [siteId, source, fingerprint]);
    return run?.id ?? null;
  }

  private async begin({ siteId, source, format, file, fingerprint }: NamedRun): Promise<string> {
    const id = newId();
    await execute(this.dataSource, BEGIN_RUN, [siteId, id, source, format, file, fingerprint]);
    return id;
  }

  /** Of all that was imported only this is an event: nobody is told of each comment of ten years ago. */
  private finish(run: { siteId: string; runId: string; source: string; figures: ImportFigures }): Promise<void> {
    const { siteId, runId, source, figures } = run;
    const { added, updated, held } = figures;
    return this.dataSource.transaction(async (tx) => {
      await execute(tx, FINISH_RUN, [siteId, runId, JSON.stringify(figures)]);
      const payload = { source, added, updated, held };
      const of = { siteId, pageId: null, subjectId: runId, actorId: null };
      await this.events.append(tx, [{ type: 'import.finished', ...of, payload }]);
    });
  }

  /** @returns the figures that are different from what was planned */
  private async store(session: SqlRunner, stored: StoredRun): Promise<Partial<ImportFigures>> {
    const { order, runId, source, figures, progress } = stored;
    const { site, signal } = order;
    await this.storeAuthors(session, stored);
    const voters = await this.votersOf(session, stored);
    const total = figures.added + figures.held + figures.updated;
    const failed = { add: 0, hold: 0, update: 0 };
    let done = 0;
    /** Pages of which something was refused: what follows on them may answer it. */
    const broken = new Set<string>();
    const storeSome = async (rows: readonly RowToWrite[], lane: number): Promise<void> => {
      const fit = rows.filter(({ pageKey }) => !broken.has(pageKey));
      const left = rows.filter(({ pageKey }) => broken.has(pageKey));
      const refused = await this.storePages(fit, { site, runId, source, voters, lane });
      for (const { row, error } of [...refused, ...left.map((row) => ({ row, error: AFTER_REFUSED }))]) {
        broken.add(row.pageKey);
        failed[row.action] += 1;
        await note(session, row, error);
      }
      done += rows.length;
      if (progress.tell({ step: 'storing', done, total, comments: figures.comments })) {
        await execute(this.dataSource, SET_FIGURES, [site.id, runId, JSON.stringify({ ...figures, stored: done })]);
      }
    };
    /** A page that the batch before ends in goes on in this one, which may answer what is not stored yet. */
    const storeBatch = async (rows: readonly RowToWrite[], lane: number, before: Batch): Promise<void> => {
      const goesOn = ({ pageKey }: RowToWrite) => before.pages.has(pageKey);
      const first = storeSome(
        rows.filter((row) => !goesOn(row)),
        lane,
      );
      const then = before.stored.then(() => storeSome(rows.filter(goesOn), lane));
      await Promise.all([first, then]);
    };
    const underWay: Promise<void>[] = [];
    let before: Batch = { pages: new Set(), stored: Promise.resolve() };
    try {
      let next = rowsOf<RowToWrite>(session, COMMENTS_TO_WRITE, [0, BATCH_VOTES]);
      for (let number = 0; ; number += 1) {
        const rows = await next;
        const last = rows.at(-1);
        if (!last) break;
        // The next ones are read while these are stored.
        next = rowsOf<RowToWrite>(session, COMMENTS_TO_WRITE, [last.seq, BATCH_VOTES]);
        next.catch(() => undefined);
        const stored = storeBatch(rows, number % LANES, before);
        stored.catch(() => undefined);
        before = { pages: new Set(rows.map(({ pageKey }) => pageKey)), stored };
        underWay.push(stored);
        if (underWay.length === LANES) await underWay.shift();
        signal?.throwIfAborted();
      }
      await Promise.all(underWay);
    } finally {
      await Promise.allSettled(underWay);
    }
    return {
      added: figures.added - failed.add,
      held: figures.held - failed.hold,
      updated: figures.updated - failed.update,
      failed: figures.failed + failed.add + failed.hold + failed.update,
    };
  }

  private async storePages(
    rows: readonly RowToWrite[],
    { site, runId, source, voters, lane }: StoredBatch,
  ): Promise<{ row: RowToWrite; error: unknown }[]> {
    const pages = new Map<string, RowToWrite[]>();
    for (const row of rows) {
      const ofPage = pages.get(row.pageKey);
      if (ofPage) ofPage.push(row);
      else pages.set(row.pageKey, [row]);
    }
    const outcomes = await Promise.allSettled(
      [...pages].map(([key, ofPage]) =>
        this.ids.change({ site, key, principal: IMPORTER }, (page) =>
          (this.lanes[lane] as GroupCommit<ImportCommand, null>).run({
            siteId: site.id,
            principal: IMPORTER,
            key: null,
            runId,
            source,
            page: pageOf(ofPage),
            comments: ofPage.map((row) => toWrite(row, voters)),
            ...page,
          }),
        ),
      ),
    );
    const groups = [...pages.values()];
    return outcomes.flatMap((outcome, index) =>
      outcome.status === 'fulfilled'
        ? []
        : (groups[index] ?? []).map((row) => ({ row, error: outcome.reason as unknown })),
    );
  }

  private async storeAuthors(session: SqlRunner, { order, runId, source }: StoredRun): Promise<void> {
    interface Row {
      key: string;
      name: string | null;
      email: string | null;
      emailHash: Buffer | null;
      readerId: string;
      since: Date | null;
    }
    for (let after: string | undefined = ''; after !== undefined;) {
      const rows: Row[] = await rowsOf<Row>(session, AUTHORS_TO_WRITE, [after, AUTHORS]);
      if (rows.length > 0) {
        await execute(this.dataSource, INSERT_READERS, [
          order.site.id,
          source,
          runId,
          rows.map(({ readerId }) => readerId),
          rows.map(({ name }) => readerNameOf(name)),
          rows.map(({ email }) => email),
          rows.map(({ emailHash }) => emailHash),
          rows.map(({ key }) => key),
          rows.map(({ since }) => since),
        ]);
      }
      after = rows.length === AUTHORS ? rows.at(-1)?.key : undefined;
    }
  }

  /** The readers who stand for votes without a name, in their order. */
  private async votersOf(session: SqlRunner, { source, hash }: StoredRun): Promise<string[]> {
    const keys = Array.from({ length: LIMITS.importedVotes }, (_, index) =>
      hash.author(source, `id:${voterIdentity(index + 1)}`),
    );
    const rows = await rowsOf<{ readerId: string }>(session, VOTERS, [keys]);
    return rows.map(({ readerId }) => readerId);
  }
}

interface NamedRun {
  siteId: string;
  source: string;
  format: string;
  file: string;
  fingerprint: Buffer;
}

interface StoredRun {
  order: ImportOrder;
  runId: string;
  source: string;
  hash: KeyedHash;
  figures: ImportFigures;
  progress: Reporter;
}

interface StoredBatch {
  site: Site;
  runId: string;
  source: string;
  voters: readonly string[];
  /** Batches of one lane follow each other. */
  lane: number;
}

interface Batch {
  pages: ReadonlySet<string>;
  stored: Promise<void>;
}

const pageOf = (rows: readonly RowToWrite[]): ImportCommand['page'] => {
  const { pageUrl: url, pageTitle: title, pageClosed: closed, pageIsNew: isNew } = rows[0] as RowToWrite;
  return { url, title, closed, isNew };
};

/** A vote counts once, whoever gave it. */
function toWrite(row: RowToWrite, voters: readonly string[]): CommentToWrite {
  const likes = row.voters.length > 0 ? row.voters : voters.slice(0, row.votes);
  return { ...row, likes, dislikes: voters.slice(0, row.downVotes) };
}

async function note(session: SqlRunner, row: RowToWrite, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  await execute(session, STAGE_PROBLEMS, [[row.ordinal], [row.externalId], ['unstored'], [reason.slice(0, 500)]]);
}

/** Tells how far it is, not more often than anybody looks, and each step at once. */
class Reporter {
  private last = 0;
  private step: ImportProgress['step'] | null = null;

  constructor(private readonly report: ((progress: ImportProgress) => void) | undefined) {}

  /** @returns whether it was told */
  tell(progress: ImportProgress, always = false): boolean {
    const now = performance.now();
    if (!always && progress.step === this.step && now - this.last < PROGRESS_MS) return false;
    this.last = now;
    this.step = progress.step;
    this.report?.(progress);
    return true;
  }
}
