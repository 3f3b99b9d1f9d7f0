import type { ImportRun, ImportRunList, ImportUses } from '@afterword/contracts';
import { useEffect, useState } from 'preact/hooks';
import { call, sitePath } from '../api/call';
import { announce } from '../parts/announce';
import { Dialog } from '../parts/dialog';
import { Failure } from '../parts/failure';
import { Age } from '../parts/time';
import { useLoaded } from '../parts/use-loaded';
import { say, sayCount } from '../words';
import { FiguresLine } from './import-file';

/** Imports that are listed. */
const LISTED = 50;

/** How often it is looked whether one is taken back. Milliseconds. */
const LOOK_MS = 2_000;

/** Imports that have been, also those of the command line, and taking them back. */
export function ImportRuns({ site }: { site: string }) {
  const path = sitePath(site, 'imports');
  const { value, error, reload } = useLoaded(path, (signal) =>
    call<ImportRunList>('GET', `${path}?limit=${LISTED}`, { signal }),
  );
  const [asked, setAsked] = useState<ImportRun | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const runs = value?.items ?? [];
  useEffect(() => {
    if (!runs.some(({ status }) => status === 'undoing')) return;
    const timer = setTimeout(reload, LOOK_MS);
    return () => clearTimeout(timer);
  }, [value]);
  const undo = ({ id }: ImportRun) => {
    setFailure(null);
    call('POST', `${path}/${id}/undo`).then(() => {
      announce(say('importRun_undoing'));
      reload();
    }, setFailure);
  };
  return (
    <section aria-labelledby="import-runs">
      <h2 id="import-runs">{say('importRuns')}</h2>
      {error !== null && <Failure error={error} onRetry={reload} />}
      {failure !== null && <Failure error={failure} />}
      {value && runs.length === 0 && <p class="quiet">{say('importNoRuns')}</p>}
      <ul class="webhooks">
        {runs.map((run) => (
          <li key={run.id}>
            <div>
              <b dir="auto">{run.file}</b> <span class="quiet">{run.format} · </span>
              <Age at={run.createdAt} />
              <p>{say(`importRun_${run.status}`)}</p>
              <FiguresLine figures={run.figures} />
            </div>
            {(run.status === 'finished' || run.status === 'running') && (
              <div class="row">
                <button type="button" class="danger" onClick={() => setAsked(run)}>
                  {say('importUndo')}
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {asked && (
        <UndoDialog path={`${path}/${asked.id}/uses`} onUndo={() => undo(asked)} onClose={() => setAsked(null)} />
      )}
    </section>
  );
}

/** Says first what readers did on it since. */
function UndoDialog({ path, onUndo, onClose }: { path: string; onUndo: () => void; onClose: () => void }) {
  const { value, error, reload } = useLoaded(path, (signal) => call<ImportUses>('GET', path, { signal }));
  const comments = new Set(value?.items.map(({ comment }) => comment)).size;
  return (
    <Dialog title={say('importUndo')} onClose={onClose}>
      <p>{say('importUndoHint')}</p>
      {error !== null && <Failure error={error} onRetry={reload} />}
      {!value && error === null && <p class="quiet">{say('loading')}</p>}
      {value && (
        <>
          <p>{comments === 0 ? say('importUnused') : sayCount('importUsed', comments)}</p>
          <ul class="items">
            {value.items.slice(0, 20).map(({ comment, page, what, count }) => (
              <li key={`${comment} ${what}`} dir="auto">
                {page}: {say(`import_use_${what}`)} {count}
              </li>
            ))}
          </ul>
        </>
      )}
      <div class="row end">
        <button type="button" data-first="" onClick={onClose}>
          {say('cancel')}
        </button>
        <button
          type="button"
          class="primary"
          disabled={!value}
          onClick={() => {
            onClose();
            onUndo();
          }}
        >
          {say('importUndo')}
        </button>
      </div>
    </Dialog>
  );
}
