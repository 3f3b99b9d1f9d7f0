import type { ModeratedReader, RestrictReader } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { call, sitePath } from '../api/call';
import { announce } from '../parts/announce';
import { Dialog } from '../parts/dialog';
import { Failure } from '../parts/failure';
import { say, sayOf } from '../words';

type Kind = RestrictReader['kind'];
const KINDS: readonly Kind[] = ['premoderate', 'mute', 'ban'];

/** How long a restriction lasts. Hours; null for ever. */
const LENGTHS = [24, 24 * 7, 24 * 30, null] as const;

interface RestrictDialogProps {
  site: string;
  reader: { id: string; name: string };
  onDone: (reader: ModeratedReader) => void;
  onClose: () => void;
}

/** Restricts a reader. What each kind means is said beside it, since it cannot be guessed. */
export function RestrictDialog({ site, reader, onDone, onClose }: RestrictDialogProps) {
  const [kind, setKind] = useState<Kind>('premoderate');
  const [hours, setHours] = useState<number | null>(24 * 7);
  const [removes, setRemoves] = useState(false);
  const [texts, setTexts] = useState({ note: '', message: '' });
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    const body: RestrictReader = {
      kind,
      until: hours === null ? null : new Date(Date.now() + hours * 3_600_000).toISOString(),
      comments: removes ? 'remove' : 'keep',
      ...(texts.note.trim() === '' ? {} : { note: texts.note.trim() }),
      ...(texts.message.trim() === '' || kind !== 'ban' ? {} : { message: texts.message.trim() }),
    };
    try {
      const changed = await call<ModeratedReader>(
        'PUT',
        sitePath(site, `moderation/readers/${reader.id}/restriction`),
        { body },
      );
      announce(say('restricted', { name: reader.name }));
      onDone(changed);
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog title={say('restrictTitle', { name: reader.name })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <fieldset class="options">
          <legend>{say('restrictKind')}</legend>
          {KINDS.map((one, index) => (
            <label key={one}>
              <input
                type="radio"
                name="kind"
                data-first={index === 0 ? '' : undefined}
                checked={kind === one}
                onChange={() => setKind(one)}
              />
              <span>
                <b>{sayOf('restrict', one)}</b>
                <small>{sayOf('restrictHint', one)}</small>
              </span>
            </label>
          ))}
        </fieldset>
        <fieldset class="choices">
          <legend>{say('restrictFor')}</legend>
          {LENGTHS.map((one) => (
            <label key={one}>
              <input type="radio" name="hours" checked={hours === one} onChange={() => setHours(one)} />
              {sayOf('for', String(one))}
            </label>
          ))}
        </fieldset>
        <label class="switch">
          <input type="checkbox" checked={removes} onChange={(event) => setRemoves(event.currentTarget.checked)} />
          {say('restrictRemoves')}
        </label>
        {kind === 'ban' && (
          <label class="field">
            <span>
              {say('restrictMessage')} <small>{say('optional')}</small>
            </span>
            <textarea
              rows={2}
              maxLength={500}
              value={texts.message}
              onInput={(event) => setTexts({ ...texts, message: event.currentTarget.value })}
            />
          </label>
        )}
        <label class="field">
          <span>
            {say('note')} <small>{say('optional')}</small>
          </span>
          <textarea
            rows={2}
            maxLength={2_000}
            value={texts.note}
            onInput={(event) => setTexts({ ...texts, note: event.currentTarget.value })}
          />
        </label>
        {error !== null && <Failure error={error} />}
        <div class="row end">
          <button type="button" onClick={onClose}>
            {say('cancel')}
          </button>
          <button type="submit" class="primary" disabled={isBusy}>
            {sayOf('restrict', kind)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
