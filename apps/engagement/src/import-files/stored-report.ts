import { Readable } from 'node:stream';
import { type ImportFileReport, type ImportThread, LIMITS } from '@afterword/contracts';
import type { ImportReport, Problem, ReportedProblem } from '../imports';

/** Longest text of an item in a report that is kept. */
const TEXT = 500;

/** What is kept of a report: all figures, and the first threads and items. On the command line a report has all. */
export async function storedReport(report: ImportReport): Promise<ImportFileReport> {
  const { problems: counts, ...head } = report.head;
  const items = await report.someProblems(LIMITS.importReportItems);
  const threads: ImportThread[] = [];
  for await (const { thread, from, page, ...rest } of report.threads()) {
    threads.push({ thread: cut(thread), from: from === null ? null : cut(from), page, ...rest });
    if (threads.length === LIMITS.importReportThreads) break;
  }
  return {
    ...head,
    problems: counts.map((count) => ({
      ...count,
      items: items
        .filter(({ problem }) => problem === count.problem)
        .map(({ item, detail }) => ({ item: cut(item), detail: detail === null ? null : cut(detail) })),
    })),
    threads,
  };
}

/** As the files of reports are made from. */
export function reportFrom({ problems, threads, ...head }: ImportFileReport): ImportReport {
  const kinds = problems.map(({ problem, outcome, text, count }) => ({
    problem: problem as Problem,
    outcome,
    text,
    count,
  }));
  const items = problems.flatMap(({ problem, outcome, text, items: ofKind }) =>
    ofKind.map((item) => ({ problem: problem as Problem, outcome, text, ...item })),
  );
  return {
    head: { ...head, problems: kinds },
    problems: () => Readable.from(items) as AsyncIterable<ReportedProblem>,
    someProblems: () => Promise.resolve(items),
    threads: () => Readable.from(threads) as AsyncIterable<ImportThread>,
  };
}

const cut = (text: string): string => (text.length > TEXT ? `${text.slice(0, TEXT)}…` : text);
