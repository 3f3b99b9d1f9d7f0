import { languageTags, loadLanguage } from './language-source';
import { addWords, chooseLanguage, Words } from './ui';

const made = new Map<string, Words | Promise<Words>>();

/** The language of what the element stands in, across shadow roots. */
export function tagOf(element: Element): string {
  for (let at: Element | null = element; at;) {
    const tag = at.closest('[lang]')?.getAttribute('lang');
    if (tag) return tag;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return '';
}

const choose = (tag: string) => chooseLanguage(tag, languageTags);

export const localeOf = (element: Element): string => choose(tagOf(element)).locale;

/** The rest of English, from when a reader of any language acts. */
let english: Promise<void> | null = null;
let needsActionWords = false;

/** Brings what only readers who act are told; the files of the other languages have it already. */
export function loadActionWords({ language }: Words, base: string): Promise<void> | null {
  needsActionWords = true;
  if (language === 'en')
    english ??= loadLanguage('en', base).then(addWords, (error: unknown) => {
      english = null;
      throw error;
    });
  return english;
}

/** The words for a tag, or what brings them: English where there is no file, or none that can be had. */
export function wordsFor(tag: string, base: string): Words | Promise<Words> {
  let words = made.get(tag);
  if (words) return words;
  const { language, locale } = choose(tag);
  if (language === 'en') {
    words = new Words(undefined, locale);
    const rest = needsActionWords && loadActionWords(words, base);
    if (rest) words = rest.then(() => new Words(undefined, locale));
  } else {
    words = loadLanguage(language, base).then(
      (file) => new Words(file, locale),
      () => new Words(),
    );
  }
  made.set(tag, words);
  return words;
}
