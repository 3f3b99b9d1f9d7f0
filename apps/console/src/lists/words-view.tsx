import type { ModerationSettings } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call, sitePath } from '../api/call';
import { announce } from '../parts/announce';
import { Failure } from '../parts/failure';
import { useLoaded } from '../parts/use-loaded';
import { linesOf, SettingsForm } from '../settings/settings-form';
import { say, sayCount } from '../words';
import { Trial } from './trial';

const LISTS = ['blockedWords', 'heldWords'] as const;

/** The lists of words, with a tester, and import from a file. */
export function WordsView({ site }: { site: string }) {
  const path = sitePath(site, 'moderation/settings');
  const { value, error, reload, set } = useLoaded(path, (signal) => call<ModerationSettings>('GET', path, { signal }));
  const [failure, setFailure] = useState<unknown>(null);
  if (!value) return error ? <Failure error={error} onRetry={reload} /> : <p class="quiet">{say('loading')}</p>;
  const save = async (body: object) => set(await call<ModerationSettings>('PATCH', path, { body }));
  const bring = async (list: (typeof LISTS)[number], file: File | undefined) => {
    if (!file) return;
    setFailure(null);
    // One entry a line, as other systems export them; a first column of a table is taken as the entry.
    const entries = linesOf((await file.text()).replace(/^\uFEFF/, '')).map((line) =>
      line.replace(/^"?(.*?)"?(?:[,;\t].*)?$/, '$1').trim(),
    );
    const known = new Set(value[list]);
    const added = entries.filter((entry) => entry !== '' && !known.has(entry));
    await save({ [list]: [...value[list], ...new Set(added)] });
    announce(sayCount('imported', added.length));
  };
  return (
    <>
      <p class="lead">{say('wordsHint')}</p>
      <SettingsForm
        groups={LISTS.map((list) => ({
          title: say(list),
          settings: [{ path: list, kind: 'lines', label: say('onePerLine'), hint: say(`${list}Hint`) }],
        }))}
        values={{ ...value }}
        save={save}
      />
      <div class="row">
        {LISTS.map((list) => (
          <label key={list} class="button file">
            {say('importInto', { list: say(list) })}
            <input
              type="file"
              accept=".txt,.csv,.tsv,text/plain,text/csv"
              onChange={(event) => {
                const field = event.currentTarget;
                bring(list, field.files?.[0])
                  .catch(setFailure)
                  .finally(() => (field.value = ''));
              }}
            />
          </label>
        ))}
      </div>
      {failure !== null && <Failure error={failure} />}
      <h2>{say('tester')}</h2>
      <Trial site={site} />
    </>
  );
}
