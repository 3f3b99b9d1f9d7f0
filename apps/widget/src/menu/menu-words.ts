import { loadLanguage } from '../language-source';
import { stores } from '../stores';
import type { Words } from '../ui';

const ready = new WeakSet<Words>();

/** Whether the messages of menus are there. */
export const hasMenuWords = (words: Words): boolean => ready.has(words);

/** Loads the messages of menus in a language once; in English where they cannot be loaded. What fails is tried again with the next call. */
export async function loadMenuWords(words: Words): Promise<void> {
  if (ready.has(words)) return;
  const load = (tag: string) => loadLanguage(tag, stores.base, 'menu');
  words.add(await load(words.language).catch(() => load('en')));
  ready.add(words);
}
