import type { ImportFileReport, ImportThread } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call, download } from '../api/call';
import { Failure } from '../parts/failure';
import { useLoaded } from '../parts/use-loaded';
import { number, say } from '../words';

/** Threads that are shown at first; the report as a file has more. */
const THREADS = 100;

interface ReportProps {
  path: string;
  /** When it was made; null while there is none. */
  version: string | null;
  name: string;
}

/** What a check has found, or an import done. Loaded when it is opened. */
export function ImportReportFold({ path, version, name }: ReportProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say('importReport')}</summary>
      {isOpen && version !== null && <Report path={path} version={version} name={name} />}
    </details>
  );
}

function Report({ path, version, name }: { path: string; version: string; name: string }) {
  const { value, error, reload } = useLoaded(`${path} ${version}`, (signal) =>
    call<ImportFileReport>('GET', path, { signal }),
  );
  const [failure, setFailure] = useState<unknown>(null);
  if (error !== null) return <Failure error={error} onRetry={reload} />;
  if (!value) return <p class="quiet">{say('loading')}</p>;
  const { problems, threads, figures } = value;
  const save = (format: 'html' | 'json') => {
    setFailure(null);
    download(`${path}?format=${format}`, `${name}-report.${format}`).catch(setFailure);
  };
  return (
    <>
      <h3>{say('importDifferent')}</h3>
      {problems.length === 0 && <p class="quiet">{say('importAllKept')}</p>}
      {problems.map(({ problem, outcome, text, count, items }) => (
        <details key={problem}>
          <summary>
            {/* The service tells it in English, as in its other reports. */}
            <span lang="en">{text}</span> · {say(`import_outcome_${outcome}`)} · {number(count)}
          </summary>
          <ul class="items">
            {items.map(({ item, detail }, index) => (
              <li key={index} dir="auto">
                {detail === null ? item : `${item}: ${detail}`}
              </li>
            ))}
          </ul>
        </details>
      ))}
      <h3>{say('importThreads')}</h3>
      <p class="quiet">{say('importThreadsHint')}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={say('importThreads')}>
        <table class="addresses">
          <thead>
            <tr>
              <th scope="col">{say('importFrom')}</th>
              <th scope="col">{say('importTo')}</th>
              <th scope="col">{say('importBy')}</th>
              <th scope="col">{say('importComments')}</th>
            </tr>
          </thead>
          <tbody>
            {threads.slice(0, THREADS).map((thread) => (
              <Thread key={thread.thread} thread={thread} />
            ))}
          </tbody>
        </table>
      </div>
      {figures.threads > THREADS && (
        <p class="quiet">{say('importMoreThreads', { shown: THREADS, count: figures.threads })}</p>
      )}
      <div class="row below">
        <button type="button" onClick={() => save('html')}>
          {say('importSaveHtml')}
        </button>
        <button type="button" onClick={() => save('json')}>
          {say('importSaveJson')}
        </button>
      </div>
      {failure !== null && <Failure error={failure} />}
    </>
  );
}

/** One that comes together with others on a page is marked, and one that finds no page. */
function Thread({ thread: { thread, from, page, how, comments, threadsOfPage } }: { thread: ImportThread }) {
  return (
    <tr data-mark={page === null || threadsOfPage > 1 ? '' : undefined}>
      <td dir="auto">{from ?? thread}</td>
      <td dir="auto">
        {page ?? say('importNoPage')}
        {page !== null && threadsOfPage > 1 && ` (${say('importTogether', { count: threadsOfPage })})`}
      </td>
      <td>{say(`import_how_${how}`)}</td>
      <td>{number(comments)}</td>
    </tr>
  );
}
