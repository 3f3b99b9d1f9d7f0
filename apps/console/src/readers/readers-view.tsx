import type { ModeratedReader, ReaderList } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call, sitePath } from '../api/call';
import { announce } from '../parts/announce';
import { Avatar } from '../parts/avatar';
import { Failure } from '../parts/failure';
import { usePages } from '../parts/use-pages';
import { Age } from '../parts/time';
import { useLoaded } from '../parts/use-loaded';
import { time } from '../format';
import { QueueView } from '../queue/queue-view';
import { href } from '../router';
import { number, say, sayOf } from '../words';
import { RestrictDialog } from './restrict-dialog';
import { Told } from './told';

/** The readers of a site, found by name, and one of them with what they wrote. */
export const ReadersView = ({ site, argument }: { site: string; argument: string | null }) =>
  argument === null ? <Readers site={site} /> : <Reader key={argument} site={site} id={argument} />;

function Readers({ site }: { site: string }) {
  const [q, setQ] = useState('');
  const pages = usePages<ReaderList['items'][number]>((cursor) =>
    sitePath(site, 'moderation/readers', { q: q.trim(), limit: 50, cursor: cursor ?? undefined }),
  );
  return (
    <>
      <label class="field search-one">
        <span>{say('readersSearch')}</span>
        <input type="search" maxLength={80} value={q} onInput={(event) => setQ(event.currentTarget.value)} />
      </label>
      <ul class="rows">
        {pages.items.map((reader) => (
          <li key={reader.id}>
            <Avatar id={reader.id} name={reader.name} />
            <div>
              <a class="name" href={href(site, 'readers', { argument: reader.id })} dir="auto">
                {reader.name}
              </a>{' '}
              <Restriction reader={reader} />
              <p class="quiet">
                <Age at={reader.createdAt} /> · <Figures reader={reader} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      {pages.more}
    </>
  );
}

const Figures = ({ reader: { counts } }: { reader: ModeratedReader }) => (
  <>
    {(['published', 'pending', 'rejected'] as const)
      .map((status) => `${number(counts[status])} ${say(status).toLowerCase()}`)
      .join(' · ')}
    {counts.reports > 0 && ` · ${number(counts.reports)} ${say('reported').toLowerCase()}`}
  </>
);

const Restriction = ({ reader: { restriction } }: { reader: ModeratedReader }) =>
  restriction && (
    <span class="status" data-status="rejected">
      {sayOf('restriction', restriction.kind)}
    </span>
  );

function Reader({ site, id }: { site: string; id: string }) {
  const path = sitePath(site, `moderation/readers/${encodeURIComponent(id)}`);
  const {
    value: reader,
    error,
    reload,
    set,
  } = useLoaded(path, (signal) => call<ModeratedReader>('GET', path, { signal }));
  const [isAsking, setAsking] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  if (!reader) return error ? <Failure error={error} onRetry={reload} /> : <p class="quiet">{say('loading')}</p>;
  const run = (work: Promise<void>) => {
    setFailure(null);
    work.catch(setFailure);
  };
  const lift = async () => {
    set(await call<ModeratedReader>('DELETE', `${path}/restriction`));
    announce(say('restrictionLifted', { name: reader.name }));
  };
  const signOut = async () => {
    await call('DELETE', `${path}/sessions`);
    announce(say('signedOutEverywhere'));
    reload();
  };
  const { restriction } = reader;
  return (
    <>
      <section class="panel">
        <div class="who">
          <Avatar id={reader.id} name={reader.name} />
          <div>
            <h2 dir="auto">{reader.name}</h2>
            <p class="quiet">
              {say(reader.role === 'staff' ? 'staffRole' : reader.role)} · {time(reader.createdAt)}
            </p>
          </div>
        </div>
        <p>
          <Figures reader={reader} />
        </p>
        {restriction && (
          <p class="failure">
            <b>{sayOf('restriction', restriction.kind)}</b>
            {restriction.until === null ? say('forever') : say('untilTime', { time: time(restriction.until) })}
            {restriction.note !== null && <span dir="auto">{restriction.note}</span>}
          </p>
        )}
        {failure !== null && <Failure error={failure} />}
        <div class="row">
          <button type="button" onClick={() => setAsking(true)}>
            {say(restriction ? 'restrictAnew' : 'restrictReader')}
          </button>
          {restriction && (
            <button type="button" onClick={() => run(lift())}>
              {say('liftRestriction')}
            </button>
          )}
          {reader.sessions > 0 && (
            <button type="button" onClick={() => run(signOut())}>
              {say('signOutEverywhere')}
            </button>
          )}
        </div>
        <Told path={path} />
      </section>
      <h2>{say('comments')}</h2>
      <QueueView key={restriction?.at ?? ''} site={site} filter={{ status: 'all', sort: 'newest', reader: id }} />
      {isAsking && <RestrictDialog site={site} reader={reader} onDone={set} onClose={() => setAsking(false)} />}
    </>
  );
}
