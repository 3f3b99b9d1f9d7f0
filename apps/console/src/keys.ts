import { preferences } from './preferences';

type Key = 'j' | 'k' | 'a' | 'r' | 's' | 'b' | 'u' | 'x' | 'h' | '/' | '?';
export type KeyHandlers = Partial<Record<Key, (event: KeyboardEvent) => void>>;

/** Where people type, single keys are letters. */
const FIELDS = 'input:not([type=checkbox],[type=radio],[type=button]),textarea,select,[contenteditable]';

/**
 * The letter of a key: what it types, or where that is no Latin letter (other alphabets), the letter of the same key on a Latin
 * keyboard.
 */
function letterOf({ key, code }: KeyboardEvent): string {
  const lower = key.toLowerCase();
  if (/^[\x21-\x7e]$/.test(lower)) return lower;
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? lower;
}

/** Calls the handlers of single keys until the returned function is called. Combinations belong to the browser. */
export function listenToKeys(handlers: () => KeyHandlers): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!preferences.value.keys) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest(FIELDS) || document.querySelector('dialog[open]')) return;
    const handler = handlers()[letterOf(event) as Key];
    if (!handler) return;
    event.preventDefault();
    handler(event);
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
