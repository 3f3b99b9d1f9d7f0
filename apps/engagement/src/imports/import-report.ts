import type { ImportFigures } from '@afterword/contracts';
import { rowsOf, type SqlRunner } from '@afterword/platform';
import { type Outcome, PROBLEMS, type Problem } from './import-problem';
import type { FoundBy } from './import-plan';
import {
  COUNT_PROBLEMS,
  COUNT_THREADS_AND_PAGES,
  FIGURES,
  ITEMS_WITHOUT_COMMENT,
  PROBLEMS_AFTER,
  SOME_PROBLEMS,
  THREADS_OF_REPORT,
} from './staging.sql';

export interface ReportedProblem {
  item: string;
  problem: Problem;
  outcome: Outcome;
  text: string;
  detail: string | null;
}

export interface ProblemCount {
  problem: Problem;
  outcome: Outcome;
  text: string;
  count: number;
}

export interface ReportedThread {
  thread: string;
  /** The address that the source has of it. */
  from: string | null;
  /** The key of the page that it comes to; null where there is none that fits. */
  page: string | null;
  how: FoundBy;
  comments: number;
  isNew: boolean;
  /** More than one: several threads come together on the page. */
  threadsOfPage: number;
}

export interface ReportHead {
  site: string;
  source: string;
  format: string;
  file: string;
  isDryRun: boolean;
  /** Null in a dry run. */
  run: string | null;
  at: string;
  figures: ImportFigures;
  problems: readonly ProblemCount[];
}

/** What a report says, read from the tables of the import while it lasts. */
export interface ImportReport {
  head: ReportHead;
  problems(): AsyncIterable<ReportedProblem>;
  /** The first ones of each kind. */
  someProblems(count: number): Promise<ReportedProblem[]>;
  threads(): AsyncIterable<ReportedThread>;
}

const ROWS = 1_000;

export async function figuresOf(session: SqlRunner, siteId: string, runId: string | null): Promise<ImportFigures> {
  const rows = await rowsOf<{ action: string; count: number }>(session, FIGURES, [runId, siteId]);
  const others = await rowsOf<{ problem: Problem; count: number }>(session, ITEMS_WITHOUT_COMMENT);
  const [sizes] = await rowsOf<{ threads: number; pages: number; newPages: number; authors: number }>(
    session,
    COUNT_THREADS_AND_PAGES,
  );
  const of = (...actions: string[]) =>
    rows.filter(({ action }) => actions.includes(action)).reduce((sum, { count }) => sum + count, 0);
  // A file that ends too early is no item of it.
  const noted = (outcome: Outcome) =>
    others
      .filter(({ problem }) => problem !== 'truncated' && PROBLEMS[problem].outcome === outcome)
      .reduce((sum, { count }) => sum + count, 0);
  const [skipped, failed] = [noted('skipped'), noted('failed')];
  return {
    comments: rows.reduce((sum, { count }) => sum + count, 0) + skipped + failed,
    added: of('add'),
    updated: of('update'),
    skipped: of('skip', 'same', 'left') + skipped,
    held: of('hold'),
    failed: of('fail') + failed,
    threads: sizes?.threads ?? 0,
    pages: sizes?.pages ?? 0,
    newPages: sizes?.newPages ?? 0,
    readers: sizes?.authors ?? 0,
  };
}

export async function countProblems(session: SqlRunner): Promise<ProblemCount[]> {
  const rows = await rowsOf<{ problem: Problem; count: number }>(session, COUNT_PROBLEMS);
  return rows.map(({ problem, count }) => ({ problem, ...PROBLEMS[problem], count }));
}

export function reportOf(session: SqlRunner, head: ReportHead): ImportReport {
  return {
    head,
    async *problems() {
      for (let after: number | undefined = 0; after !== undefined;) {
        const rows: (StoredProblem & { number: number })[] = await rowsOf(session, PROBLEMS_AFTER, [after, ROWS]);
        yield* rows.map(described);
        after = rows.length === ROWS ? rows.at(-1)?.number : undefined;
      }
    },
    async someProblems(count) {
      return (await rowsOf<StoredProblem>(session, SOME_PROBLEMS, [count])).map(described);
    },
    async *threads() {
      let after: { page: string; thread: string } | undefined = { page: '', thread: '' };
      while (after) {
        const rows: (Omit<ReportedThread, 'page'> & { page: string })[] = await rowsOf(session, THREADS_OF_REPORT, [
          after.page,
          after.thread,
          ROWS,
        ]);
        yield* rows.map((row) => ({ ...row, page: row.page === '' ? null : row.page }));
        after = rows.length === ROWS ? rows.at(-1) : undefined;
      }
    },
  };
}

interface StoredProblem {
  item: string;
  problem: Problem;
  detail: string | null;
}

const described = ({ item, problem, detail }: StoredProblem): ReportedProblem => ({
  item,
  problem,
  ...PROBLEMS[problem],
  detail,
});
