import type { ComponentChild } from 'preact';
import type { ControllerHost } from './controller';

export interface PanelHost extends ControllerHost {
  close: () => void;
}

/** Closes on Escape. The key then does nothing else, such as closing a dialog of the host. */
export const onEscape =
  (close: () => void) =>
  (event: KeyboardEvent): void => {
    // Belongs to the input method: Safari ends the composition before its last key, which has the code 229.
    // oxlint-disable-next-line typescript/no-deprecated
    if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };

/**
 * A panel below the bar or a comment; Escape closes it. It takes the focus itself, not its first button: holding Enter down must
 * not trigger a payment.
 */
export const panelOf = (label: string, close: () => void, inside: ComponentChild) => (
  <div
    key={label}
    class="aw-panel aw-ui"

    role="group"
    aria-label={label}
    tabIndex={-1}
    onKeyDown={onEscape(close)}
  >
    {inside}
  </div>
);
