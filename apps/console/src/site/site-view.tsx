import { useEffect, useRef } from 'preact/hooks';
import { followSite } from '../live/follow-site';
import { OutboxBar } from '../outbox/outbox-bar';
import { counts } from '../queue/counts';
import { DoneBar } from '../queue/done-bar';
import { QUEUES, type QueueStatus, sortOf, SORTS } from '../queue/queue-filter';
import { QueueView } from '../queue/queue-view';
import { go, href, route } from '../router';
import { countText, say } from '../words';
import { isAllowed, PLACES } from './places';
import { SiteNav } from './site-nav';

const SORT_NAMES = { oldest: 'oldest', newest: 'newest', reports: 'mostReported' } as const;

/** A site's queues and views, beside the way to the others. */
export function SiteView({ site }: { site: string }) {
  const { view, argument, query } = route.value;
  const menu = useRef<HTMLDetailsElement>(null);
  const queue = (QUEUES as readonly string[]).includes(view) ? (view as QueueStatus) : null;
  const place = PLACES.find((one) => one.view === view);
  const title = queue ? say(queue) : place ? say(place.label) : say('unknownPage');
  const sort = SORTS.find((one) => one === query.sort) ?? sortOf(queue ?? 'pending');
  const waiting = (counts.value as Partial<Record<string, number>> | null)?.[view] ?? 0;
  useEffect(() => followSite(site), [site]);
  useEffect(() => {
    document.title = `${title} · ${say('console')}`;
    if (menu.current) menu.current.open = false;
    scrollTo(0, 0);
  }, [site, view, argument]);
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={skip}>
        {say('skip')}
      </a>
      <aside>
        <details class="drawer" ref={menu}>
          <summary>
            <span class="brand">Afterword</span>
            <span class="where-now">{title}</span>
            <span class="menu-word">{say('menu')}</span>
          </summary>
        </details>
        <div class="rail">
          <p class="brand">Afterword</p>
          <SiteNav site={site} />
        </div>
      </aside>
      <main id="main" tabIndex={-1}>
        <div class="title">
          <h1>
            {title}
            {waiting > 0 && <span>{countText(waiting)}</span>}
          </h1>
          {queue && (
            <select
              aria-label={say('sort')}
              value={sort}
              onChange={(event) => go(href(site, queue, { query: { sort: event.currentTarget.value } }))}
            >
              {SORTS.map((one) => (
                <option key={one} value={one}>
                  {say(SORT_NAMES[one])}
                </option>
              ))}
            </select>
          )}
        </div>
        <OutboxBar />
        {queue && <QueueView key={`${site}/${queue}/${sort}`} site={site} filter={{ status: queue, sort }} />}
        {place && (isAllowed(place, site) ? place.show({ site, argument, query }) : <p>{say('notAllowed')}</p>)}
        <DoneBar />
      </main>
    </div>
  );
}

function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
