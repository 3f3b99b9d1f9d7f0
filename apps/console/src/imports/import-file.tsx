import type { ImportFile, ImportFigures } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call } from '../api/call';
import { announce } from '../parts/announce';
import { ConfirmButton } from '../parts/confirm-button';
import { Failure } from '../parts/failure';
import { Age } from '../parts/time';
import { number, say, sayCount } from '../words';
import { ImportReportFold } from './import-report';
import { MapField } from './new-import';

interface ImportFileProps {
  file: ImportFile;
  path: string;
  isSending: boolean;
  /** With null it is removed. */
  onChange: (file: ImportFile | null) => void;
}

/** One uploaded file: how far it is, what would be imported, and what one can do with it. */
export function ImportFileItem({ file, path, isSending, onChange }: ImportFileProps) {
  const { status, name, problem, figures, settings } = file;
  const [failure, setFailure] = useState<unknown>(null);
  const [map, setMap] = useState(settings.map);
  const run = (work: Promise<ImportFile | null>, said: string) => {
    setFailure(null);
    work.then((changed) => {
      announce(said);
      onChange(changed);
    }, setFailure);
  };
  const isMine = status === 'checked' || status === 'failed';
  /** What could not be read cannot be imported; an import that broke off goes on. */
  const isReadable = status === 'checked' || (status === 'failed' && file.run !== null);
  const checkAgain = () => run(call<ImportFile>('PATCH', path, { body: { map } }), say('import_checking'));
  return (
    <li>
      <div>
        <b dir="auto">{name}</b> <span class="quiet">{sizeOf(file.bytes)} · </span>
        <Age at={file.createdAt} />
        <p role="status">{stateOf(file, isSending)}</p>
        <Bar file={file} isSending={isSending} />
        {problem !== null && <p class="failure">{problem}</p>}
        {figures && <FiguresLine figures={figures} />}
      </div>
      {failure !== null && <Failure error={failure} />}
      <div class="row">
        {status === 'failed' && !isReadable && (
          <button type="button" onClick={checkAgain}>
            {say('importAgain')}
          </button>
        )}
        {isReadable && (
          <ConfirmButton
            label={say(status === 'failed' ? 'importGoOn' : 'importStart')}
            text={sayCount('importStartHint', figures ? figures.added + figures.held + figures.updated : 0)}
            isDanger={false}
            onConfirm={() => run(call<ImportFile>('POST', `${path}/start`), say('importStarted'))}
          />
        )}
        <ConfirmButton
          label={say('remove')}
          text={say(status === 'importing' ? 'importStopHint' : 'importRemoveHint')}
          onConfirm={() =>
            run(
              call('DELETE', path).then(() => null),
              say('saved'),
            )
          }
        />
      </div>
      {status !== 'uploading' && (
        <ImportReportFold path={`${path}/report`} version={figures ? file.updatedAt : null} name={name} />
      )}
      {(isMine || status === 'checking') && (
        <details class="fold">
          <summary>{say('importMap')}</summary>
          <MapField value={map} onInput={setMap} />
          <button type="button" class="below" disabled={!isMine} onClick={checkAgain}>
            {say('importAgain')}
          </button>
        </details>
      )}
    </li>
  );
}

function stateOf({ status, progress, figures }: ImportFile, isSending: boolean): string {
  if (status === 'uploading') return say(isSending ? 'importUploading' : 'importInterrupted');
  const text = say(`import_${status}`);
  if (status === 'checked' && figures?.comments === 0) return say('importNothing');
  const left = progress?.secondsLeft ?? null;
  return left === null || left === 0 ? text : `${text} ${say('importLeft', { seconds: left })}`;
}

function Bar({ file, isSending }: { file: ImportFile; isSending: boolean }) {
  const { status, progress, bytes, receivedBytes } = file;
  if (status === 'uploading')
    return isSending ? <progress aria-label={say('importUploading')} max={bytes} value={receivedBytes} /> : null;
  if (status !== 'checking' && status !== 'importing') return null;
  const label = say(`import_${status}`);
  // Without a value it only says that something goes on.
  return progress && progress.total > 0 ? (
    <progress aria-label={label} max={progress.total} value={Math.min(progress.done, progress.total)} />
  ) : (
    <progress aria-label={label} />
  );
}

const SHOWN = ['added', 'updated', 'skipped', 'held', 'failed'] as const;

/** What becomes of the comments of a file, in one line. */
export function FiguresLine({ figures }: { figures: Partial<ImportFigures> }) {
  const parts = SHOWN.flatMap((name) => {
    const count = figures[name] ?? 0;
    return count > 0 || name === 'added' ? [`${say(`importFigure_${name}`)} ${number(count)}`] : [];
  });
  return <p class="quiet">{parts.join(' · ')}</p>;
}

const UNITS = ['B', 'kB', 'MB'] as const;

function sizeOf(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${number(Math.round(bytes / 1_000 ** power))} ${UNITS[power] ?? ''}`;
}
