import type { ImportRun } from '@afterword/contracts';
import { execute, MAX_ID, type Principal, rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { PageGoneError, PageWrites } from '../page-writes';
import { ImportRefusedError } from './import-problem';
import { ImportSessions } from './import-session';
import { RUN, RUNS } from './imports.sql';
import { UndoImport, type UndonePage } from './undo-import.writer';
import {
  BEGIN_UNDO,
  DELETE_BROUGHT_READERS,
  FINISH_UNDO,
  FORGET_LOST_REFS,
  FORGET_PAGE_REF,
  FORGET_READER_REFS,
  PAGES_OF_RUN,
  USES_OF_RUN,
} from './undo.sql';

interface RunRow extends Omit<ImportRun, 'createdAt' | 'finishedAt' | 'undoneAt'> {
  siteId: string;
  createdAt: Date;
  finishedAt: Date | null;
  undoneAt: Date | null;
}

/** Something that readers did on an imported comment since. */
export interface UseOfImported {
  id: string;
  page: string;
  what: 'reply' | 'reaction' | 'reward' | 'report';
  count: number;
}

const IMPORTER: Principal = { kind: 'service', name: 'import' };

/** Pages that are looked up together: finding them walks through all that is left of a run. */
const PAGES = 50_000;

/** Uses of one page that are listed. */
const USES = 1_000;

/** Runs that have been, and taking them back. */
@Injectable()
export class ImportRuns {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sessions: ImportSessions,
    private readonly writes: PageWrites,
    private readonly writer: UndoImport,
  ) {}

  /** The newest first. */
  async list(
    siteId: string,
    { before = MAX_ID, limit = 100 }: { before?: string; limit?: number } = {},
  ): Promise<ImportRun[]> {
    return (await rowsOf<RunRow>(this.dataSource, RUNS, [siteId, before, limit])).map(toRun);
  }

  /** @returns null where there is none */
  async look(runId: string): Promise<{ siteId: string; run: ImportRun } | null> {
    const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(runId);
    const [row] = isId ? await rowsOf<RunRow>(this.dataSource, RUN, [runId]) : [];
    return row ? { siteId: row.siteId, run: toRun(row) } : null;
  }

  /** @throws ImportRefusedError */
  async find(runId: string): Promise<{ siteId: string; run: ImportRun }> {
    const found = await this.look(runId);
    if (!found) throw new ImportRefusedError(`There is no run ${runId}. afterword import list shows them.`);
    return found;
  }

  /** What readers did since on what a run brought: it stays as a tombstone when the run is taken back. */
  async *uses(siteId: string, id: string): AsyncGenerator<UseOfImported> {
    // Nothing is taken back meanwhile, so one list of the pages is all of them.
    const pages = await rowsOf<{ pageId: string }>(this.dataSource, PAGES_OF_RUN, [siteId, id, MOST_PAGES]);
    for (const { pageId } of pages)
      yield* await rowsOf<UseOfImported>(this.dataSource, USES_OF_RUN, [siteId, id, pageId, USES]);
  }

  /** Asks for it to be taken back, by whoever calls `undoAlone` for runs whose status is `undoing`. */
  async askUndo(tx: SqlRunner, siteId: string, runId: string): Promise<void> {
    await execute(tx, BEGIN_UNDO, [siteId, runId]);
  }

  /** Page by page; interrupted, it goes on when it is started again. @throws ImportRefusedError, ImportBusyError */
  async undo(runId: string): Promise<UndonePage> {
    const { siteId, run } = await this.find(runId);
    if (run.status === 'undone') throw new ImportRefusedError(`The run ${runId} was taken back before.`);
    return this.sessions.exclusive(siteId, async () => {
      await execute(this.dataSource, BEGIN_UNDO, [siteId, runId]);
      return this.undoAlone(siteId, runId);
    });
  }

  /** Where the caller has seen to it that nothing else is imported to the site. */
  async undoAlone(siteId: string, runId: string, signal?: AbortSignal): Promise<UndonePage> {
    const sum = { removed: 0, kept: 0, restored: 0 };
    for (;;) {
      const pages = await rowsOf<{ pageId: string }>(this.dataSource, PAGES_OF_RUN, [siteId, runId, PAGES]);
      if (pages.length === 0) break;
      for (const { pageId } of pages) {
        signal?.throwIfAborted();
        const { removed, kept, restored } = await this.undoPage({ siteId, runId, pageId });
        sum.removed += removed;
        sum.kept += kept;
        sum.restored += restored;
      }
    }
    await execute(this.dataSource, FORGET_LOST_REFS, [siteId, runId]);
    await execute(this.dataSource, DELETE_BROUGHT_READERS, [siteId]);
    await execute(this.dataSource, FORGET_READER_REFS, [siteId]);
    await execute(this.dataSource, FINISH_UNDO, [siteId, runId]);
    return sum;
  }

  private async undoPage(of: { siteId: string; runId: string; pageId: string }): Promise<UndonePage> {
    try {
      return await this.writes.run(this.writer, { ...of, principal: IMPORTER, key: null });
    } catch (error) {
      // Merged into another one: its comments are found there.
      if (!(error instanceof PageGoneError)) throw error;
      await execute(this.dataSource, FORGET_PAGE_REF, [of.siteId, of.runId, of.pageId]);
      return { removed: 0, kept: 0, restored: 0 };
    }
  }
}

const MOST_PAGES = 1_000_000;

const toRun = ({ id, source, format, file, status, figures, createdAt, finishedAt, undoneAt }: RunRow): ImportRun => ({
  ...{ id, source, format, file, status, figures },
  createdAt: createdAt.toISOString(),
  finishedAt: finishedAt?.toISOString() ?? null,
  undoneAt: undoneAt?.toISOString() ?? null,
});
