import type { ImportFile, ImportFileList } from '@afterword/contracts';
import { useEffect, useState } from 'preact/hooks';
import { call, sitePath } from '../api/call';
import { announce } from '../parts/announce';
import { Failure } from '../parts/failure';
import { useLoaded } from '../parts/use-loaded';
import { say } from '../words';
import { ImportFileItem } from './import-file';
import { ImportRuns } from './import-runs';
import { NewImport } from './new-import';
import { upload, type Wanted } from './upload';

/** How often it is looked how far an import is. Milliseconds. */
const LOOK_MS = 1_000;

const isAtWork = ({ status }: ImportFile) => status === 'checking' || status === 'importing';

/** Brings in what another system has: uploaded, checked, imported, and taken back. */
export function ImportsView({ site }: { site: string }) {
  const path = sitePath(site, 'import-files');
  const { value, error, reload } = useLoaded(path, (signal) => call<ImportFileList>('GET', path, { signal }));
  const [stop, setStop] = useState<AbortController | null>(null);
  /** The file that is being sent, as the last answer described it. */
  const [sent, setSent] = useState<ImportFile | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const known = value?.items ?? [];
  const files = sent ? [sent, ...known.filter(({ id }) => id !== sent.id)] : known;
  /** Grows when an import begins or ends, so that the list of imports is read again. */
  const turn = files.filter(({ status }) => status === 'imported').length;

  useEffect(() => {
    if (!files.some(isAtWork)) return;
    const timer = setTimeout(reload, LOOK_MS);
    return () => clearTimeout(timer);
  }, [value]);
  useEffect(() => () => stop?.abort(), [stop]);

  const send = async (file: File, wanted: Wanted) => {
    const sending = new AbortController();
    const begun = files.find(
      ({ status, name, bytes }) => status === 'uploading' && name === file.name && bytes === file.size,
    );
    setFailure(null);
    setStop(sending);
    try {
      await upload(site, { file, wanted, begun }, { tell: setSent, signal: sending.signal });
      announce(say('import_checking'));
    } catch (reason) {
      if (!sending.signal.aborted) setFailure(reason);
    }
    setStop(null);
    setSent(null);
    reload();
  };
  return (
    <>
      <p class="quiet">{say('importHint')}</p>
      <NewImport isBusy={stop !== null} onSend={send} />
      {failure !== null && <Failure error={failure} />}
      {error !== null && <Failure error={error} onRetry={reload} />}
      {files.length > 0 && <h2>{say('importFiles')}</h2>}
      <ul class="webhooks">
        {files.map((file) => (
          <ImportFileItem
            key={file.id}
            file={file}
            path={`${path}/${file.id}`}
            isSending={sent?.id === file.id}
            onChange={(changed) => {
              if (sent?.id === file.id && changed === null) stop?.abort();
              reload();
            }}
          />
        ))}
      </ul>
      <ImportRuns key={turn} site={site} />
    </>
  );
}
