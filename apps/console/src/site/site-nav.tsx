import { counts } from '../queue/counts';
import { QUEUES } from '../queue/queue-filter';
import { go, href, route } from '../router';
import { endSession, session } from '../session/session';
import { countText, say } from '../words';
import { openHelp } from './help-dialog';
import { isAllowed, PLACES } from './places';

/** On a phone the queues are a row that scrolls: the one that is shown is in it. */
const inView = (link: Element | null): void => link?.scrollIntoView({ block: 'nearest', inline: 'center' });

/** Where one can go: the queues with their counts, and the other views. */
export function SiteNav({ site }: { site: string }) {
  const { view } = route.value;
  const sites = session.value?.sites ?? [];
  const link = (to: string, label: string, count?: number) => (
    <li key={to}>
      <a href={href(site, to)} aria-current={view === to ? 'page' : undefined} ref={view === to ? inView : undefined}>
        <span>{label}</span>
        {count !== undefined && count > 0 && <span class="count">{countText(count)}</span>}
      </a>
    </li>
  );
  return (
    <>
      {sites.length > 1 ? (
        <label class="site-choice">
          <span class="hidden">{say('site')}</span>
          <select value={site} onChange={(event) => go(href(event.currentTarget.value, 'pending'))}>
            {sites.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <p class="site-name">{sites[0]?.name ?? site}</p>
      )}
      <nav class="queues" aria-label={say('queues')}>
        <ul>
          {QUEUES.map((queue) =>
            link(queue, say(queue), (counts.value as Partial<Record<string, number>> | null)?.[queue]),
          )}
        </ul>
      </nav>
      <nav class="places" aria-label={say('menu')}>
        <ul>{PLACES.filter((place) => isAllowed(place, site)).map(({ view: to, label }) => link(to, say(label)))}</ul>
      </nav>
      <div class="account">
        <button type="button" class="link" onClick={openHelp}>
          {say('shortcuts')} <kbd aria-hidden="true">?</kbd>
        </button>
        <p class="quiet" dir="auto">
          {session.value?.kind === 'operator' ? say('operator') : session.value?.name}
        </p>
        <button type="button" class="link" onClick={endSession}>
          {say('signOut')}
        </button>
      </div>
    </>
  );
}
