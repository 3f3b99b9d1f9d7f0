import type { CreateDecision, DecisionKind } from '@afterword/contracts';
import { useState } from 'preact/hooks';
import { Dialog } from '../parts/dialog';
import { say, sayCount, sayOf } from '../words';
import type { Reasons } from './decider';

const REASONS: readonly NonNullable<CreateDecision['reason']>[] = [
  'spam',
  'harassment',
  'hate',
  'illegal',
  'off-topic',
  'other',
];

const LABELS = { publish: 'publish', reject: 'reject', spam: 'asSpam', remove: 'removeComment', hold: 'hold' } as const;

interface ReasonDialogProps {
  decision: DecisionKind;
  count: number;
  onDecide: (reasons: Reasons) => void;
  onClose: () => void;
}

/** Asks why, for the author and for staff. A digit chooses a reason, Ctrl+Enter decides. */
export function ReasonDialog({ decision, count, onDecide, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState<Reasons['reason']>(undefined);
  const [note, setNote] = useState('');
  const [message, setMessage] = useState('');
  const label = say(LABELS[decision]);
  const submit = () => {
    const texts = { note: note.trim(), message: message.trim() };
    onDecide({
      ...(reason === undefined ? {} : { reason }),
      ...(texts.note === '' ? {} : { note: texts.note }),
      ...(texts.message === '' ? {} : { message: texts.message }),
    });
    onClose();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return submit();
    if (event.target instanceof HTMLTextAreaElement) return;
    const chosen = REASONS[Number(event.key) - 1];
    if (chosen) setReason(chosen);
  };
  return (
    <Dialog title={sayCount('confirmDecision', count, { decision: label })} onClose={onClose}>
      <form
        onKeyDown={onKey}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <fieldset class="choices">
          <legend>{say('reason')}</legend>
          {REASONS.map((one, index) => (
            <label key={one}>
              <input
                type="radio"
                name="reason"
                data-first={index === 0 ? '' : undefined}
                checked={reason === one}
                onChange={() => setReason(one)}
              />
              {sayOf('reason', one)} <kbd aria-hidden="true">{index + 1}</kbd>
            </label>
          ))}
        </fieldset>
        <label class="field">
          <span>
            {say('message')} <small>{say('optional')}</small>
          </span>
          <textarea
            rows={2}
            maxLength={2_000}
            value={message}
            onInput={(event) => setMessage(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>
            {say('note')} <small>{say('optional')}</small>
          </span>
          <textarea rows={2} maxLength={2_000} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <div class="row end">
          <button type="button" onClick={onClose}>
            {say('cancel')}
          </button>
          <button type="submit" class="primary">
            {label}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
