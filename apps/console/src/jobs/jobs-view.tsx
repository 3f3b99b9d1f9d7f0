import type { FailedJob, FailedJobList, Queue, QueueList } from '@afterword/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../api/call';
import { announce } from '../parts/announce';
import { ConfirmButton } from '../parts/confirm-button';
import { Failure } from '../parts/failure';
import { Age } from '../parts/time';
import { useLoaded } from '../parts/use-loaded';
import { say } from '../words';

const PATH = '/v1/admin/queues';
/** Milliseconds. */
const RELOAD_EVERY_MS = 5_000;

/** The queues of the installation, whichever site is looked at: what waits, and what has failed. For the operator. */
export function JobsView() {
  const { value, error, reload } = useLoaded('jobs', (signal) => call<QueueList>('GET', PATH, { signal }));
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, RELOAD_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <p class="quiet">{say('jobsHint')}</p>
      {error !== null && <Failure error={error} onRetry={reload} />}
      <ul class="webhooks">
        {value?.items.map((queue) => (
          <QueueRow key={queue.name} queue={queue} reload={reload} />
        ))}
      </ul>
    </>
  );
}

function QueueRow({ queue, reload }: { queue: Queue; reload: () => void }) {
  const { name, counts, paused, oldestWaitingAt, behindSeconds, pagesToAnnounce } = queue;
  const [isOpen, setOpen] = useState(false);
  const figures = [
    say('jobsWaiting', { count: counts.waiting }),
    say('jobsActive', { count: counts.active }),
    say('jobsDelayed', { count: counts.delayed }),
    say('jobsFailed', { count: counts.failed }),
  ];
  return (
    <li>
      <div>
        <h2>
          <span dir="ltr">{name}</span>
        </h2>
        <p>{figures.join(' · ')}</p>
        {oldestWaitingAt !== null && (
          <p class="quiet">
            {say('jobsOldest')} <Age at={oldestWaitingAt} />
          </p>
        )}
        {behindSeconds !== null && behindSeconds >= 1 && (
          <p class="quiet">{say('jobsBehind', { seconds: Math.round(behindSeconds) })}</p>
        )}
        {pagesToAnnounce !== null && pagesToAnnounce > 0 && (
          <p class="quiet">{say('jobsPages', { count: pagesToAnnounce })}</p>
        )}
        {paused && <p class="failure">{say('jobsPaused')}</p>}
      </div>
      {/* Stays while it is open: a job that is tried again leaves the list, and may be back a moment later. */}
      {(counts.failed > 0 || isOpen) && (
        <details class="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{say('jobsFailedList')}</summary>
          {isOpen && <FailedList queue={queue} reload={reload} />}
        </details>
      )}
    </li>
  );
}

/** Loaded when it is opened, and with its queue: one job may have taken the place of another. */
function FailedList({ queue, reload }: { queue: Queue; reload: () => void }) {
  const count = queue.counts.failed;
  const path = `${PATH}/${encodeURIComponent(queue.name)}/failed`;
  const loaded = useLoaded(path, (signal) => call<FailedJobList>('GET', path, { signal }));
  const [failure, setFailure] = useState<unknown>(null);
  const shown = useRef(queue);
  useEffect(() => {
    if (shown.current !== queue) loaded.reload();
    shown.current = queue;
  }, [queue]);
  const run = (work: Promise<unknown>, done: string) => {
    setFailure(null);
    work
      .then(() => {
        announce(done);
        loaded.reload();
        reload();
      })
      .catch(setFailure);
  };
  const pathOf = ({ id }: FailedJob) => `${path}/${encodeURIComponent(id)}`;
  return (
    <>
      {failure !== null && <Failure error={failure} />}
      {loaded.error !== null && <Failure error={loaded.error} onRetry={loaded.reload} />}
      <ul class="rows">
        {loaded.value?.items.map((job) => (
          <li key={job.id}>
            <div>
              <p>
                <span dir="ltr">
                  <b>{job.name}</b> <span class="quiet">{job.id}</span>
                </span>
              </p>
              <p class="failure">
                <span dir="ltr">{job.error}</span>
              </p>
              <p class="quiet">
                {say('jobsTries', { count: job.attempts })}
                {job.failedAt !== null && (
                  <>
                    {' · '}
                    <Age at={job.failedAt} />
                  </>
                )}
              </p>
            </div>
            <div class="row">
              <button type="button" onClick={() => run(call('POST', `${pathOf(job)}/retry`), say('jobsRetried'))}>
                {say('retry')}
              </button>
              <ConfirmButton
                label={say('remove')}
                text={say('jobsRemoveHint')}
                onConfirm={() => run(call('DELETE', pathOf(job)), say('removed'))}
              />
            </div>
          </li>
        ))}
      </ul>
      {loaded.value && count > loaded.value.items.length && (
        <p class="quiet">{say('jobsLatest', { count: loaded.value.items.length })}</p>
      )}
    </>
  );
}
