import type { ComponentChild } from 'preact';
import type { ControllerHost } from './controller';

export interface PanelHost extends ControllerHost {
  close: () => void;
}

/** Not the first button in it: whoever holds Enter down must not pay by accident. */
const takeFocus = (panel: HTMLElement | null) => panel?.focus({ preventScroll: true });

/** What opens below the bar or a comment, with what is in it. */
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
