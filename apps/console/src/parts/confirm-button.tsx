import { useState } from 'preact/hooks';
import { say } from '../words';
import { Dialog } from './dialog';

interface ConfirmButtonProps {
  label: string;
  /** What follows, for the person to decide. */
  text: string;
  onConfirm: () => void;
}

/** A button for what cannot be undone: it asks first. */
export function ConfirmButton({ label, text, onConfirm }: ConfirmButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="danger" onClick={() => setOpen(true)}>
        {label}
      </button>
      {isOpen && (
        <Dialog title={label} onClose={() => setOpen(false)}>
          <p>{text}</p>
          <div class="row end">
            <button type="button" data-first="" onClick={() => setOpen(false)}>
              {say('cancel')}
            </button>
            <button
              type="button"
              class="primary"
              onClick={() => {
                setOpen(false);
                onConfirm();
              }}
            >
              {label}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
