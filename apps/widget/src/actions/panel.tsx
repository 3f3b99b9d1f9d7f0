import type { ComponentChild } from 'preact';
import type { ControllerHost } from './controller';

export interface PanelHost extends ControllerHost {
  close: () => void;
}

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
    onKeyDown={({ key }: KeyboardEvent) => key === 'Escape' && close()}
  >
    {inside}
  </div>
);
