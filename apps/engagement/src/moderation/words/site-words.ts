import type { Language } from '@afterword/contracts';
import { LRUCache } from 'lru-cache';
import { languageOfEntry } from './list-entry';
import { WordList } from './word-list';

/** A site's list: what is for every text, and what is for texts in one language. */
export class SiteWords {
  private readonly everywhere: WordList | null;
  private readonly byLanguage: ReadonlyMap<Language, WordList>;

  constructor(entries: readonly string[]) {
    const texts = new Map<Language | null, string[]>();
    for (const entry of entries) {
      const { language, text } = languageOfEntry(entry);
      const list = texts.get(language) ?? [];
      list.push(text);
      texts.set(language, list);
    }
    const lists = [...texts].map(([language, list]) => [language, new WordList(list)] as const);
    this.everywhere = lists.find(([language]) => language === null)?.[1] ?? null;
    this.byLanguage = new Map(lists.filter((list): list is [Language, WordList] => list[0] !== null));
  }

  /**
   * The parts of the text that match, in the text's own spelling, each once.
   * @param languagesOf the languages that the text may be in; asked only where an entry has one
   */
  async find(text: string, languagesOf: () => Promise<readonly Language[]>): Promise<string[]> {
    const found = this.everywhere?.find(text) ?? [];
    if (this.byLanguage.size === 0) return found;
    const languages = await languagesOf();
    const inLanguages = languages.flatMap((language) => this.byLanguage.get(language)?.find(text) ?? []);
    return [...new Set([...found, ...inLanguages])];
  }
}

/** Lists by their entries. The settings of a site are read anew every few seconds, mostly without a change. */
const lists = new LRUCache<string, SiteWords>({ max: 100 });
const known = new WeakMap<readonly string[], SiteWords>();

/** The list of a site's entries, built once for each version of the settings. */
export function siteWords(entries: readonly string[]): SiteWords {
  let list = known.get(entries);
  if (!list) {
    const key = entries.join('\n');
    list = lists.get(key) ?? new SiteWords(entries);
    lists.set(key, list);
    known.set(entries, list);
  }
  return list;
}
