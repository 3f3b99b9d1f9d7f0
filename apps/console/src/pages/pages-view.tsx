import type { ModeratedPage, Page, PageAlias } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call, sitePath } from '../api/call';
import { announce } from '../parts/announce';
import { Failure } from '../parts/failure';
import { useLoaded } from '../parts/use-loaded';
import { QueueView } from '../queue/queue-view';
import { go, href } from '../router';
import { isOperator } from '../session/session';
import { number, say } from '../words';

/** A page, found by its key: its comments, and for the operator its settings. */
export function PagesView({ site, argument }: { site: string; argument: string | null }) {
  const [key, setKey] = useState(argument ?? '');
  return (
    <>
      {argument === null && (
        <form
          class="search"
          onSubmit={(event) => {
            event.preventDefault();
            go(href(site, 'pages', { argument: key.trim() }));
          }}
        >
          <label class="field grow">
            <span>{say('searchPage')}</span>
            <input required maxLength={512} value={key} onInput={(event) => setKey(event.currentTarget.value)} />
          </label>
          <button type="submit" class="primary">
            {say('openPage')}
          </button>
        </form>
      )}
      {argument !== null && <PagePanel key={argument} site={site} page={argument} />}
    </>
  );
}

function PagePanel({ site, page: key }: { site: string; page: string }) {
  const path = sitePath(site, `pages/${encodeURIComponent(key)}`);
  const {
    value: page,
    error,
    reload,
    set,
  } = useLoaded(path, (signal) => call<Page>('GET', path, { signal, token: null }));
  if (!page) return error ? <Failure error={error} onRetry={reload} /> : <p class="quiet">{say('loading')}</p>;
  return (
    <>
      <section class="panel">
        <h2 dir="auto">{page.title ?? key}</h2>
        <p class="quiet">
          {page.url === null ? (
            key
          ) : (
            <a href={page.url} target="_blank" rel="noopener noreferrer" dir="ltr">
              {page.url}
            </a>
          )}
        </p>
        <p>
          {`${number(page.counters.comments)} ${say('published').toLowerCase()}`}
          {page.closed && ` · ${say('closed')}`}
        </p>
        {isOperator.value && <PageSettings site={site} page={page} onChange={set} />}
      </section>
      <h2>{say('comments')}</h2>
      <QueueView site={site} filter={{ status: 'all', sort: 'newest', page: key }} />
    </>
  );
}

function PageSettings({ site, page, onChange }: { site: string; page: Page; onChange: (page: Page) => void }) {
  const admin = `/v1/admin/sites/${encodeURIComponent(site)}/pages/${encodeURIComponent(page.page)}`;
  const aliases = useLoaded(`${admin}/aliases`, (signal) =>
    call<{ items: PageAlias[] }>('GET', `${admin}/aliases`, { signal }),
  );
  const [failure, setFailure] = useState<unknown>(null);
  const [title, setTitle] = useState(page.title ?? '');
  const [from, setFrom] = useState('');
  const [alias, setAlias] = useState('');
  const run = (work: Promise<void>) => {
    setFailure(null);
    work.then(() => announce(say('saved'))).catch(setFailure);
  };
  const close = async () => {
    const { closed } = await call<ModeratedPage>('PATCH', admin, { body: { closed: !page.closed } });
    onChange({ ...page, closed });
  };
  const rename = async () => {
    onChange(
      await call<Page>('PUT', sitePath(site, `pages/${encodeURIComponent(page.page)}`), {
        body: { title: title.trim() },
      }),
    );
  };
  const merge = async () => {
    onChange(await call<Page>('POST', `${admin}/merge`, { body: { from: from.trim() }, key: crypto.randomUUID() }));
    setFrom('');
    aliases.reload();
  };
  const add = async () => {
    await call('POST', `${admin}/aliases`, { body: { key: alias.trim() }, key: crypto.randomUUID() });
    setAlias('');
    aliases.reload();
  };
  const remove = async (key: string) => {
    await call('DELETE', `${admin}/aliases/${encodeURIComponent(key)}`);
    aliases.reload();
  };
  return (
    <>
      <div class="row">
        <button type="button" onClick={() => run(close())}>
          {say(page.closed ? 'openComments' : 'closeComments')}
        </button>
      </div>
      <details class="fold">
        <summary>{say('pageSettings')}</summary>
        <InlineForm
          label={say('pageTitle')}
          value={title}
          onInput={setTitle}
          submit={say('save')}
          onSubmit={() => run(rename())}
        />
        <InlineForm
          label={say('pageMerge')}
          hint={say('pageMergeHint')}
          value={from}
          onInput={setFrom}
          submit={say('merge')}
          onSubmit={() => run(merge())}
        />
        <InlineForm
          label={say('pageAlias')}
          hint={say('pageAliasHint')}
          value={alias}
          onInput={setAlias}
          submit={say('add')}
          onSubmit={() => run(add())}
        />
        <ul class="saved">
          {(aliases.value?.items ?? []).map(({ key }) => (
            <li key={key}>
              <span dir="ltr">{key}</span>
              <button
                type="button"
                class="icon"
                aria-label={`${say('remove')}: ${key}`}
                onClick={() => run(remove(key))}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      </details>
      {failure !== null && <Failure error={failure} />}
    </>
  );
}

interface InlineFormProps {
  label: string;
  hint?: string;
  value: string;
  onInput: (value: string) => void;
  submit: string;
  onSubmit: () => void;
}

/** One field with its button. */
const InlineForm = ({ label, hint, value, onInput, submit, onSubmit }: InlineFormProps) => (
  <form
    class="inline"
    onSubmit={(event) => {
      event.preventDefault();
      onSubmit();
    }}
  >
    <label class="field grow">
      <span>{label}</span>
      <input required maxLength={512} value={value} onInput={(event) => onInput(event.currentTarget.value)} />
      {hint !== undefined && <small>{hint}</small>}
    </label>
    <button type="submit">{submit}</button>
  </form>
);
