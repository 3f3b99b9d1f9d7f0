import { loadLanguage } from '../language-source';
import { onePerKey } from '../one-per-key';
import { stores } from '../stores';
import type { Words } from '../ui';

const ready = new WeakSet<Words>();

/** Whether the messages of menus are there. */
export const hasMenuWords = (words: Words): boolean => ready.has(words);

/** Loads the messages of menus in a language; in English where they cannot be loaded. */
export const loadMenuWords = onePerKey(async (words: Words): Promise<void> => {
  const load = (tag: string) => loadLanguage(tag, stores.base, 'menu');
  words.add(await load(words.language).catch(() => load('en')));
  ready.add(words);
});
