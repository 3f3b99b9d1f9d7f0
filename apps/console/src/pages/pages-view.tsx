import type { ModeratedPage, Page, PageAlias } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call, sitePath } from '../api/call';
import { announce } from '../parts/announce';
import { ConfirmDialog } from '../parts/confirm-button';
import { Failure } from '../parts/failure';
import { useLoaded } from '../parts/use-loaded';
import { QueueView } from '../queue/queue-view';
import { go, href } from '../router';
import { roleOn } from '../session/session';
import { type SettingGroup, SettingsForm } from '../settings/settings-form';
import { number, say } from '../words';

/** A page, found by its key: its comments, and for admins its settings. */
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
            <input
              required
              maxLength={2048}
              value={key}
              aria-describedby="page-key-hint"
              onInput={(event) => setKey(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="primary">
            {say('openPage')}
          </button>
          <p id="page-key-hint" class="quiet wide">
            {say('pageKeyHint')}
          </p>
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
        {roleOn(site) === 'admin' && (
          <PageSettings site={site} page={page} onChange={(changed) => set({ ...page, ...changed })} />
        )}
      </section>
      <h2>{say('comments')}</h2>
      <QueueView site={site} filter={{ status: 'all', sort: 'newest', page: key }} />
    </>
  );
}

/** What an admin sets for a page. */
function PageSettings({ site, page, onChange }: { site: string; page: Page; onChange: (page: Partial<Page>) => void }) {
  const admin = `/v1/admin/sites/${encodeURIComponent(site)}/pages/${encodeURIComponent(page.page)}`;
  const settings = useLoaded(admin, (signal) => call<ModeratedPage>('GET', admin, { signal }));
  const [failure, setFailure] = useState<unknown>(null);
  const change = async (body: object) => {
    const changed = await call<ModeratedPage>('PATCH', admin, { body });
    const { url, title, closed } = changed;
    settings.set(changed);
    onChange({ url, title, closed });
  };
  const run = (work: Promise<void>) => {
    setFailure(null);
    work.then(() => announce(say('saved'))).catch(setFailure);
  };
  if (settings.error !== null) return <Failure error={settings.error} onRetry={settings.reload} />;
  if (!settings.value) return <p class="quiet">{say('loading')}</p>;
  return (
    <>
      <div class="row">
        <button type="button" onClick={() => run(change({ closed: !page.closed }))}>
          {say(page.closed ? 'openComments' : 'closeComments')}
        </button>
      </div>
      {failure !== null && <Failure error={failure} />}
      <details class="fold">
        <summary>{say('pageSettings')}</summary>
        <SettingsForm
          groups={PAGE}
          values={{ ...settings.value, mode: settings.value.mode ?? '' }}
          save={({ mode, ...rest }) =>
            change({ ...rest, ...(mode === undefined ? {} : { mode: mode === '' ? null : mode }) })
          }
        />
        <PageKeys path={admin} onMerge={(merged) => onChange(merged)} />
      </details>
    </>
  );
}

const PAGE: readonly SettingGroup[] = [
  {
    title: say('pagePublishing'),
    settings: [
      {
        ...{ path: 'mode', kind: 'choice', label: say('mode') },
        options: [
          ['', say('mode_site')],
          ...(['post', 'first', 'pre'] as const).map((mode) => [mode, say(`mode_${mode}`)] as const),
        ],
      },
      { path: 'slowSeconds', kind: 'number', isOptional: true, label: say('slowSeconds'), hint: say('slowHint') },
      { path: 'title', kind: 'text', label: say('pageTitle') },
      { path: 'url', kind: 'text', label: say('pageUrl'), hint: say('pageUrlHint') },
    ],
  },
];

/** The keys that lead to a page, and another page that is the same. */
function PageKeys({ path, onMerge }: { path: string; onMerge: (page: Page) => void }) {
  const aliases = useLoaded(`${path}/aliases`, (signal) =>
    call<{ items: PageAlias[] }>('GET', `${path}/aliases`, { signal }),
  );
  const [failure, setFailure] = useState<unknown>(null);
  const [from, setFrom] = useState('');
  const [alias, setAlias] = useState('');
  const [isAsking, setAsking] = useState(false);
  const run = (work: Promise<void>) => {
    setFailure(null);
    work.then(() => announce(say('saved'))).catch(setFailure);
  };
  const merge = async () => {
    onMerge(await call<Page>('POST', `${path}/merge`, { body: { from: from.trim() }, key: crypto.randomUUID() }));
    setFrom('');
    aliases.reload();
  };
  const add = async () => {
    await call('POST', `${path}/aliases`, { body: { key: alias.trim() }, key: crypto.randomUUID() });
    setAlias('');
    aliases.reload();
  };
  const remove = async (key: string) => {
    await call('DELETE', `${path}/aliases/${encodeURIComponent(key)}`);
    aliases.reload();
  };
  return (
    <section class="keys-of-page">
      <h2>{say('pageKeys')}</h2>
      <ul class="saved">
        {(aliases.value?.items ?? []).map(({ key }) => (
          <li key={key}>
            <span dir="ltr">{key}</span>
            <button type="button" class="icon" aria-label={`${say('remove')}: ${key}`} onClick={() => run(remove(key))}>
              ✕
            </button>
          </li>
        ))}
      </ul>
      <InlineForm
        label={say('pageAlias')}
        hint={say('pageAliasHint')}
        value={alias}
        onInput={setAlias}
        submit={say('add')}
        onSubmit={() => run(add())}
      />
      <InlineForm
        label={say('pageMerge')}
        hint={say('pageMergeHint')}
        value={from}
        onInput={setFrom}
        submit={say('merge')}
        onSubmit={() => setAsking(true)}
      />
      {failure !== null && <Failure error={failure} />}
      {isAsking && (
        <ConfirmDialog
          label={say('merge')}
          text={say('pageMergeConfirm', { key: from.trim() })}
          onConfirm={() => run(merge())}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
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
