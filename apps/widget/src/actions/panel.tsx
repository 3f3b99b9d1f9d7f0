import type { ComponentChild } from 'preact';
import type { ControllerHost } from './controller';

export interface PanelHost extends ControllerHost {
  close: () => void;
}

/** Focuses the panel, not its first button: holding Enter down must not trigger a payment. */
const takeFocus = (panel: HTMLElement | null) => panel?.focus({ preventScroll: true });

/** A panel below the bar or a comment; Escape closes it. */
export const panelOf = (label: string, close: () => void, inside: ComponentChild) => (
  <div
    key={label}
    ref={takeFocus}
    class="aw-panel aw-ui"

    role="group"
    aria-label={label}
    tabIndex={-1}
    onKeyDown={({ key }: KeyboardEvent) => key === 'Escape' && close()}
  >
    {inside}
  </div>
);
