/** What has the focus, inside shadow roots too; null if nothing has. */
export function focused(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at === document.body ? null : at;
}

let asked: Element | null | undefined;

/** Runs what the reader asked for while `from` had the focus; since then the code for it was loaded. */
export function runFrom(from: Element | null, act: () => void): void {
  asked = from;
  try {
    act();
  } finally {
    asked = undefined;
  }
}

/** What had the focus when the reader asked for what runs now. */
export const askedFrom = (): Element | null => (asked === undefined ? focused() : asked);
