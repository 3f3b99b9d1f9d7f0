import type { LanguageFile } from './ui';

/** Defined by the build: the available language tags, and the hash of all files that their names end with. */
declare const AFTERWORD_LANGUAGES: { tags: readonly string[]; hash: string };

/** After this long English is used instead. Milliseconds. */
const TIMEOUT_MS = 5_000;

export const languageTags: readonly string[] = AFTERWORD_LANGUAGES.tags;

/** Fetches a language file from the service: that of a page's words, or that of its menus'. The npm package replaces this module and bundles the files (tools/build-embed.mjs). */
export async function loadLanguage(tag: string, base: string, part = 'lang'): Promise<LanguageFile> {
  const response = await fetch(`${base}/embed/${part}-${tag}-${AFTERWORD_LANGUAGES.hash}.json`, {
    credentials: 'omit',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return (await response.json()) as LanguageFile;
}
