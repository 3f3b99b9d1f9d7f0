import { panelStyles } from '../actions/styles';
import type { PageStore } from '../page-store';
import { type CommentListener, LivePage } from './live-page';
import { composerStyles, liveStyles } from './ui';

export interface LiveOptions {
  page: PageStore;
  element: HTMLElement & { adopt: (css: string) => void };
  /** Aborted when the element shows something else. */
  signal: AbortSignal;
  listener?: CommentListener;
}

/** Keys that are no text: hosts need them, as a dialog does that keeps the focus inside. */
const KEYS_OF_HOST = /^(Tab|Escape|F\d+)$/;

/** Keeps keys that are typed into fields from the host's shortcuts: outside the shadow root their target does not look like a field. */
function keepKeys(root: ShadowRoot, signal: AbortSignal): void {
  const keep = (event: KeyboardEvent) => {
    if ((event.target as Element).matches('input,textarea') && !KEYS_OF_HOST.test(event.key)) event.stopPropagation();
  };
  for (const name of ['keydown', 'keypress', 'keyup'])
    root.addEventListener(name, (event) => keep(event as KeyboardEvent), { signal });
}

const HOLD_MS = 500;

/** Shows the rest of the reactions where one of them is pressed and held: that press chooses none. */
function showHeld(root: ShadowRoot, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout>;
  let held = false;
  const on = (name: string, act: (event: Event) => void) => root.addEventListener(name, act, { signal, capture: true });
  on('pointerdown', ({ target }) => {
    held = false;
    const around = (target as Element).closest('[aria-pressed]')?.parentElement;
    const rest = around?.querySelector<HTMLDetailsElement>(':scope>.aw-rest');
    if (rest) timer = setTimeout(() => (held = rest.open = true), HOLD_MS);
  });
  for (const name of ['pointerup', 'pointercancel']) on(name, () => clearTimeout(timer));
  on('click', (event) => {
    if (held) event.stopPropagation();
    held = false;
  });
}

/** Keeps what an element shows current, and prepares it for the reader's actions. */
export function goLive({ page, element, signal, listener }: LiveOptions): void {
  // All in one, before they are needed: each more sheet has the browser look at all comments again.
  element.adopt(liveStyles + composerStyles + panelStyles);
  const { shadowRoot } = element;
  if (shadowRoot) {
    keepKeys(shadowRoot, signal);
    showHeld(shadowRoot, signal);
  }
  LivePage.of(page).follow(signal, listener);
}
