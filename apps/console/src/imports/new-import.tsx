import { useState } from 'preact/hooks';
import { say } from '../words';
import type { Wanted } from './upload';

/** As the contract names them, whose list would pull in its schemas. The names of the systems are the same in every language. */
const FORMATS: Readonly<Record<string, string>> = {
  artrans: 'Artalk (Artrans)',
  blogger: 'Blogger (Atom)',
  commento: 'Commento',
  coral: 'Coral',
  csv: 'CSV',
  disqus: 'Disqus (XML)',
  ghost: 'Ghost (JSON)',
  giscus: 'giscus (JSON)',
  hyvor: 'Hyvor Talk (JSON)',
  isso: 'Isso (SQLite, JSON)',
  jsonl: 'JSON Lines',
  remark42: 'remark42',
  twikoo: 'Twikoo',
  valine: 'Valine',
  waline: 'Waline (JSON)',
  wordpress: 'WordPress (WXR)',
};

interface NewImportProps {
  isBusy: boolean;
  onSend: (file: File, wanted: Wanted) => Promise<void>;
}

/** A file of another system, and how it is read. */
export function NewImport({ isBusy, onSend }: NewImportProps) {
  const [file, setFile] = useState<File | null>(null);
  const [wanted, setWanted] = useState<Wanted>({
    format: 'auto',
    map: '',
    origin: '',
    timeZone: 'Z',
    keepEmail: false,
  });
  const want = (change: Partial<Wanted>) => setWanted({ ...wanted, ...change });
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (!file || isBusy) return;
        const form = event.currentTarget;
        void onSend(file, wanted).then(() => {
          form.reset();
          setFile(null);
        });
      }}
    >
      <label class="field">
        <span>{say('importFile')}</span>
        <input type="file" required onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)} />
      </label>
      <details class="fold">
        <summary>{say('importSettings')}</summary>
        <div class="search">
          <label class="field grow">
            <span>{say('importFormat')}</span>
            <select value={wanted.format} onChange={(event) => want({ format: event.currentTarget.value })}>
              <option value="auto">{say('importAuto')}</option>
              {Object.entries(FORMATS).map(([name, label]) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <label class="field grow">
            <span>{say('importOrigin')}</span>
            <input
              type="url"
              dir="ltr"
              placeholder="https://example.com"
              value={wanted.origin}
              onInput={(event) => want({ origin: event.currentTarget.value.trim().replace(/\/$/, '') })}
            />
          </label>
          <label class="field">
            <span>{say('importZone')}</span>
            <input
              dir="ltr"
              pattern="Z|[+\-][0-9]{2}:[0-9]{2}"
              size={8}
              value={wanted.timeZone}
              onInput={(event) => want({ timeZone: event.currentTarget.value.trim() })}
            />
          </label>
        </div>
        <MapField value={wanted.map} onInput={(map) => want({ map })} />
        <label class="switch">
          <input
            type="checkbox"
            checked={wanted.keepEmail}
            onChange={(event) => want({ keepEmail: event.currentTarget.checked })}
          />
          {say('importKeepEmail')}
        </label>
      </details>
      <div class="row">
        <button type="submit" class="primary" disabled={isBusy}>
          {say('importCheck')}
        </button>
      </div>
    </form>
  );
}

export function MapField({ value, onInput }: { value: string; onInput: (map: string) => void }) {
  return (
    <label class="field">
      <span>{say('importMap')}</span>
      <textarea
        rows={4}
        dir="ltr"
        spellcheck={false}
        placeholder="https://old.example/blog/*   https://new.example/*"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
