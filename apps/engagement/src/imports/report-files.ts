import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportReport, ReportedProblem, ReportedThread } from './import-report';

/** Problems of one kind on a page for people; JSON has all. */
const SHOWN = 200;

/** Threads on a page for people. */
const SHOWN_THREADS = 5_000;

/** Writes a report: as a page to look at where the name ends in `.html`, else as JSON to check. */
export async function writeReport(report: ImportReport, path: string): Promise<void> {
  const text = /\.html?$/i.test(path) ? reportAsHtml(report) : reportAsJson(report);
  await pipeline(Readable.from(text), createWriteStream(path));
}

export async function* reportAsJson(report: ImportReport): AsyncGenerator<string> {
  const { problems: counts, ...rest } = report.head;
  yield `${JSON.stringify({ ...rest, problemCounts: counts }, null, 2).slice(0, -2)},\n  "threads": [`;
  yield* list(report.threads());
  yield '],\n  "problems": [';
  yield* list(report.problems());
  yield ']\n}\n';
}

async function* list(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const item of items) {
    yield `${isFirst ? '' : ','}\n    ${JSON.stringify(item)}`;
    isFirst = false;
  }
  yield isFirst ? '' : '\n  ';
}

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
  table { border-collapse: collapse; width: 100%; margin: 0 0 2rem; }
  th, td { text-align: start; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #ddd; overflow-wrap: anywhere; }
  td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .figures { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0 2rem; padding: 0; list-style: none; }
  .figures li { border: 1px solid #ddd; border-radius: .5rem; padding: .6rem 1rem; }
  .figures strong { display: block; font-size: 1.5rem; }
  .mark { background: #fff3cd; }
  @media (prefers-color-scheme: dark) { body { color: #eee; background: #161616; } th, td, .figures li { border-color: #444; } .mark { background: #4a3b00; } }`;

export async function* reportAsHtml(report: ImportReport): AsyncGenerator<string> {
  const { head } = report;
  const { figures } = head;
  const title = head.isDryRun ? `Dry run: ${head.file}` : `Import of ${head.file}`;
  yield `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)}</title>`;
  yield `<style>${STYLE}</style></head><body><h1>${text(title)}</h1>`;
  yield `<p>Site <b>${text(head.site)}</b>, format <b>${text(head.format)}</b>, source <b>${text(head.source)}</b>, ${text(head.at)}. `;
  yield head.isDryRun ? 'Nothing was written.</p>' : `Run ${text(head.run ?? 'none: there was nothing to store')}.</p>`;
  yield '<ul class="figures">';
  const shown: [string, number][] = [
    ['comments in the file', figures.comments],
    ['added', figures.added],
    ['updated', figures.updated],
    ['skipped', figures.skipped],
    ['held for moderators', figures.held],
    ['failed', figures.failed],
    ['threads', figures.threads],
    ['pages', figures.pages],
    ['new pages', figures.newPages],
    ['readers', figures.readers],
  ];
  for (const [name, count] of shown) yield `<li><strong>${count}</strong> ${name}</li>`;
  yield '</ul><h2>What is different from the source</h2>';
  if (head.problems.length === 0) yield '<p>Nothing.</p>';
  else {
    yield '<table><thead><tr><th>What</th><th>Becomes</th><th class="number">Items</th></tr></thead><tbody>';
    for (const { problem, outcome, text: words, count } of head.problems)
      yield `<tr><td><a href="#${problem}">${text(words)}</a></td><td>${outcome}</td><td class="number">${count}</td></tr>`;
    yield '</tbody></table>';
  }
  yield* threadsAsHtml(report);
  yield* problemsAsHtml(await report.someProblems(SHOWN));
  yield '</body></html>\n';
}

async function* threadsAsHtml(report: ImportReport): AsyncGenerator<string> {
  yield '<h2>Threads and their pages</h2><p>Pages on which several threads come together are marked.</p>';
  yield '<table><thead><tr><th>From</th><th>To</th><th>Found by</th><th class="number">Comments</th></tr></thead><tbody>';
  let count = 0;
  for await (const thread of report.threads()) {
    count += 1;
    if (count <= SHOWN_THREADS) yield threadAsHtml(thread);
  }
  yield '</tbody></table>';
  if (count > SHOWN_THREADS) yield `<p>The first ${SHOWN_THREADS} of ${count} threads; the report as JSON has all.</p>`;
}

const FOUND_BY = {
  map: 'the mapping',
  page: 'a page that is there',
  address: 'its address; a new page',
  none: 'nothing',
};

function threadAsHtml({ thread, from, page, how, comments, threadsOfPage }: ReportedThread): string {
  const mark = threadsOfPage > 1 && page !== null ? ' class="mark"' : '';
  return `<tr${mark}><td>${text(from ?? thread)}</td><td>${text(page ?? 'no page')}</td><td>${FOUND_BY[how]}</td><td class="number">${comments}</td></tr>`;
}

function* problemsAsHtml(problems: readonly ReportedProblem[]): Generator<string> {
  let current = '';
  for (const { problem, text: words, item, detail } of problems) {
    if (problem !== current) {
      yield `${current === '' ? '' : '</tbody></table>'}<h2 id="${problem}">${text(words)}</h2>`;
      yield '<table><thead><tr><th>Item</th><th>Detail</th></tr></thead><tbody>';
      current = problem;
    }
    yield `<tr><td>${text(item)}</td><td>${text(detail ?? '')}</td></tr>`;
  }
  if (current !== '') yield '</tbody></table>';
}

const text = (value: string): string =>
  value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`).slice(0, 2_000);
