import { languageTags, loadLanguage } from './language-source';
import { addWords, chooseLanguage, Words } from './ui';

const made = new Map<string, Words | Promise<Words>>();

/** The language of the element's context: the nearest `lang` attribute, across shadow roots. */
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

/** Loads the English action messages; null before they are needed. */
let english: Promise<void> | null = null;
let needsActionWords = false;

/** Loads the messages for actions. English has a separate file for them; the other languages' files include them. */
export function loadActionWords({ language }: Words, base: string): Promise<void> | null {
  needsActionWords = true;
  if (language === 'en')
    english ??= loadLanguage('en', base).then(addWords, (error: unknown) => {
      english = null;
      throw error;
    });
  return english;
}

/** The words for a language tag, or a promise of them. English if there is no file or it cannot be loaded. */
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
