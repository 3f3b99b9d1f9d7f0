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

/** Loads the English messages that come after the first view; null before they are needed. */
let english: Promise<void> | null = null;
let needsMore = false;

function loadEnglish(base: string): Promise<void> {
  english ??= loadLanguage('en', base).then(addWords, (error: unknown) => {
    english = null;
    throw error;
  });
  return english;
}

/** Loads the messages after the first view. English has a separate file for them; the other languages' files include them. */
export async function loadMoreWords(element: Element, base: string): Promise<void> {
  needsMore = true;
  const { language } = await wordsFor(tagOf(element), base);
  // Also where the language's own file cannot be loaded.
  if (language === 'en') await loadEnglish(base);
}

/** The words for a language tag, or a promise of them. English if there is no file or it cannot be loaded. */
export function wordsFor(tag: string, base: string): Words | Promise<Words> {
  let words = made.get(tag);
  if (words) return words;
  const { language, locale } = choose(tag);
  const inEnglish = () => {
    const make = () => new Words(undefined, language === 'en' ? locale : undefined);
    return needsMore ? loadEnglish(base).then(make, make) : make();
  };
  words =
    language === 'en' ? inEnglish() : loadLanguage(language, base).then((file) => new Words(file, locale), inEnglish);
  made.set(tag, words);
  return words;
}
