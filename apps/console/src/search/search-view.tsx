import { useState } from 'preact/hooks';
import { prefer, preferences } from '../preferences';
import type { QueueFilter, QueueSort, QueueStatus } from '../queue/queue-filter';
import { QueueView } from '../queue/queue-view';
import { go, href } from '../router';
import { say } from '../words';

const STATUSES: readonly QueueStatus[] = ['all', 'published', 'pending', 'reported', 'spam', 'rejected', 'removed'];

interface SearchViewProps {
  site: string;
  query: Readonly<Record<string, string>>;
}

/** Finds comments by their text, status, page or author. What is looked for is in the address, and can be kept by name. */
export function SearchView({ site, query }: SearchViewProps) {
  const [fields, setFields] = useState(query);
  const [name, setName] = useState('');
  const isAsked = Object.keys(query).length > 0;
  const set = (field: string) => (event: { currentTarget: { value: string } }) =>
    setFields({ ...fields, [field]: event.currentTarget.value });
  const { searches } = preferences.value;
  return (
    <>
      <form
        class="search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          const asked = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value.trim()]));
          go(href(site, 'search', { query: { status: 'all', ...asked } }));
        }}
      >
        <label class="field grow">
          <span>{say('searchText')}</span>
          <input type="search" name="q" maxLength={200} value={fields.q ?? ''} onInput={set('q')} ref={focusOnce} />
        </label>
        <label class="field">
          <span>{say('searchStatus')}</span>
          <select value={fields.status ?? 'all'} onChange={set('status')}>
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {say(status)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{say('searchPage')}</span>
          <input name="page" maxLength={512} value={fields.page ?? ''} onInput={set('page')} />
        </label>
        <label class="field">
          <span>{say('sort')}</span>
          <select value={fields.sort ?? 'newest'} onChange={set('sort')}>
            <option value="newest">{say('newest')}</option>
            <option value="oldest">{say('oldest')}</option>
          </select>
        </label>
        <button type="submit" class="primary">
          {say('search')}
        </button>
      </form>
      {searches.length > 0 && (
        <ul class="saved" aria-label={say('savedSearches')}>
          {searches.map((saved) => (
            <li key={saved.name}>
              <a href={href(site, 'search', { query: saved.query })} onClick={() => setFields(saved.query)}>
                {saved.name}
              </a>
              <button
                type="button"
                class="icon"
                aria-label={say('removeSearch', { name: saved.name })}
                onClick={() => prefer({ searches: searches.filter((one) => one !== saved) })}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      {isAsked && (
        <>
          <form
            class="row save-search"
            onSubmit={(event) => {
              event.preventDefault();
              const kept = searches.filter((one) => one.name !== name.trim());
              prefer({ searches: [...kept, { name: name.trim(), query: { ...query } }] });
              setName('');
            }}
          >
            <input
              aria-label={say('saveSearchName')}
              placeholder={say('saveSearchName')}
              required
              maxLength={80}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
            <button type="submit">{say('saveSearch')}</button>
          </form>
          <QueueView site={site} filter={filterOf(query)} />
        </>
      )}
    </>
  );
}

const focusOnce = (field: HTMLInputElement | null) => {
  if (field && !field.dataset.seen) {
    field.dataset.seen = 'true';
    if (document.activeElement === document.body) field.focus();
  }
};

function filterOf({ q, status, sort, page, reader }: Readonly<Record<string, string>>): QueueFilter {
  return {
    status: STATUSES.find((one) => one === status) ?? 'all',
    sort: (['newest', 'oldest'] as const satisfies readonly QueueSort[]).find((one) => one === sort) ?? 'newest',
    ...(q ? { q } : {}),
    ...(page ? { page } : {}),
    ...(reader ? { reader } : {}),
  };
}
