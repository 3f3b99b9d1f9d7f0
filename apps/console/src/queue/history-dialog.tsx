import type { ModerationHistory } from '@afterword/contracts';
import { call, sitePath } from '../api/call';
import { EditDifference } from './edit-difference';
import { Dialog } from '../parts/dialog';
import { Failure } from '../parts/failure';
import { Age } from '../parts/time';
import { useLoaded } from '../parts/use-loaded';
import { say, sayOf } from '../words';

interface HistoryDialogProps {
  site: string;
  id: string;
  onClose: () => void;
}

/** Every change of a comment's status, with who made it and why. */
export function HistoryDialog({ site, id, onClose }: HistoryDialogProps) {
  const { value, error, reload } = useLoaded(`${site}/${id}`, (signal) =>
    call<ModerationHistory>('GET', sitePath(site, `moderation/comments/${id}`), { signal }),
  );
  return (
    <Dialog title={say('history')} onClose={onClose}>
      {error ? <Failure error={error} onRetry={reload} /> : !value && <p role="status">{say('loading')}</p>}
      {value && (
        <ol class="history">
          <li>
            <b>{say('cause_posted')}</b> <Age at={value.createdAt} />
          </li>
          {entriesOf(value).map(({ change, edit }, index) =>
            edit ? (
              <li key={index}>
                <b>{say('cause_edited')}</b> <Age at={edit.at} />
                <EditDifference before={edit.before} after={edit.after} />
              </li>
            ) : (
              <li key={index}>
                <b>{sayOf('cause', change.cause)}</b> <Age at={change.at} />
                {change.automated ? (
                  <span class="quiet"> · {say('automated')}</span>
                ) : (
                  change.byName !== null && <span class="quiet"> · {say('historyBy', { name: change.byName })}</span>
                )}
                {change.reason !== null && <p>{`${say('reason')}: ${sayOf('reason', change.reason)}`}</p>}
                {change.note !== null && <p dir="auto">{change.note}</p>}
              </li>
            ),
          )}
        </ol>
      )}
      {value?.history.length === 0 && value.texts.length === 0 && <p class="quiet">{say('noHistory')}</p>}
    </Dialog>
  );
}

type Change = ModerationHistory['history'][number];
type Entry = { at: string } & (
  | { change: Change; edit?: undefined }
  | { change?: undefined; edit: { at: string; before: string; after: string } }
);

/** Changes of status and edits, the oldest first. */
function entriesOf({ history, texts, body }: ModerationHistory): Entry[] {
  const edits = texts.map(({ body: before, at }, index): Entry => {
    // The newest comes first: each was replaced by the one before it in the list.
    const after = texts[index - 1]?.body ?? body ?? '';
    return { at, edit: { at, before, after } };
  });
  const changes = history.map((change): Entry => ({ at: change.at, change }));
  return [...edits, ...changes].sort((one, other) => one.at.localeCompare(other.at));
}
