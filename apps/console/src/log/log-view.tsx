import type { LogEntry } from '@afterword/contracts';
import { sitePath } from '../api/call';
import { Age } from '../parts/time';
import { usePages } from '../parts/use-pages';
import { href } from '../router';
import { say, sayOf } from '../words';
import { Changes } from './changes';

/** What was decided on a site, by whom and why, the newest first. Nobody can change it. */
export function LogView({ site }: { site: string }) {
  const pages = usePages<LogEntry>((cursor) =>
    sitePath(site, 'moderation/log', { limit: 50, cursor: cursor ?? undefined }),
  );
  return (
    <>
      <p class="lead">{say('logHint')}</p>
      <ol class="rows">
        {pages.items.map((entry) => (
          <li key={entry.id}>
            <div>
              <b>{sayOf('log', entry.action)}</b>
              {entry.from !== undefined && entry.to !== undefined && (
                <span class="quiet">
                  {' '}
                  {say('historyChange', { from: statusText(entry.from), to: statusText(entry.to) })}
                </span>
              )}
              <p class="quiet">
                <Age at={entry.at} /> · {entry.automated ? say('automated') : (entry.by?.name ?? say('erasedPerson'))}
                {entry.reason !== undefined && ` · ${sayOf('reason', entry.reason)}`}
                {entry.reader !== undefined && (
                  <>
                    {' · '}
                    <a href={href(site, 'readers', { argument: entry.reader })}>{say('toReader')}</a>
                  </>
                )}
              </p>
              {entry.action.endsWith('.changed') && entry.details !== undefined && <Changes details={entry.details} />}
              {entry.note !== undefined && <p dir="auto">{entry.note}</p>}
            </div>
          </li>
        ))}
      </ol>
      {pages.more}
    </>
  );
}

const statusText = (status: string): string => {
  const known = commentStatuses.find((one) => one === status);
  return known ? say(known) : status;
};

/** The statuses that have words. The contract's list would pull in its schemas. */
const commentStatuses = ['published', 'pending', 'rejected', 'spam', 'muted', 'removed', 'deleted'] as const;
