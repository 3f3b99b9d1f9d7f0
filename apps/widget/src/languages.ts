import { chooseLanguage, type LanguageFile, Words } from './ui';

/** Set by the build: the tags that there are files for, and a hash of them all that their names end in. */
declare const AFTERWORD_LANGUAGES: { tags: readonly string[]; hash: string };

/** A file that does not come for so long leaves English. Milliseconds. */
const PATIENCE_MS = 5_000;
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

const choose = (tag: string) => chooseLanguage(tag, AFTERWORD_LANGUAGES.tags);

export const localeOf = (element: Element): string => choose(tagOf(element)).locale;

/** The words for a tag, or what brings them: English where there is no file, or none that can be had. */
export function wordsFor(tag: string, base: string): Words | Promise<Words> {
  let words = made.get(tag);
  if (words) return words;
  const { language, locale } = choose(tag);
  if (language === 'en') words = new Words(undefined, locale);
  else
    words = fetch(`${base}/embed/lang-${language}-${AFTERWORD_LANGUAGES.hash}.json`, {
      credentials: 'omit',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
      .then(async (response) => new Words((await response.json()) as LanguageFile, locale))
      .catch(() => new Words());
  made.set(tag, words);
  return words;
}
