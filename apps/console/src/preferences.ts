import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

export interface SavedSearch {
  name: string;
  query: Record<string, string>;
}

/** What a person sets for this device. */
interface Preferences {
  theme: Theme;
  /** Whether single keys decide (WCAG 2.1.4). */
  keys: boolean;
  searches: SavedSearch[];
}

const KEY = 'afterword-console:preferences';
const initial: Preferences = { theme: 'auto', keys: true, searches: [] };

function stored(): Preferences {
  try {
    return { ...initial, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) };
  } catch {
    return initial;
  }
}

export const preferences = signal<Preferences>(stored());

export function prefer(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.value, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences.value));
  } catch {
    // Kept for as long as the page is open.
  }
}

effect(() => {
  const { theme } = preferences.value;
  document.documentElement.dataset.theme = theme;
});
