import { useState } from 'preact/hooks';
import { say } from '../words';
import { Dialog } from './dialog';

interface Confirmation {
  label: string;
  /** What follows, for the person to decide. */
  text: string;
  onConfirm: () => void;
  /** False: what follows destroys nothing, and may be what the person came for. */
  isDanger?: boolean;
}

/** Asks before what cannot be undone. */
export function ConfirmDialog({ label, text, onConfirm, onClose }: Confirmation & { onClose: () => void }) {
  return (
    <Dialog title={label} onClose={onClose}>
      <p>{text}</p>
      <div class="row end">
        <button type="button" data-first="" onClick={onClose}>
          {say('cancel')}
        </button>
        <button
          type="button"
          class="primary"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {label}
        </button>
      </div>
    </Dialog>
  );
}

/** A button that asks first. */
export function ConfirmButton(props: Confirmation) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class={(props.isDanger ?? true) ? 'danger' : 'primary'} onClick={() => setOpen(true)}>
        {props.label}
      </button>
      {isOpen && <ConfirmDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
