import type { LanguageFile } from './ui';

/** Set by the build: the tags that there are files for, and a hash of them all that their names end in. */
declare const AFTERWORD_LANGUAGES: { tags: readonly string[]; hash: string };

/** A file that does not come for so long leaves English. Milliseconds. */
const TIMEOUT_MS = 5_000;

export const languageTags: readonly string[] = AFTERWORD_LANGUAGES.tags;

/** Fetches a language from the service. The package has another source, its own files (tools/build-embed.mjs). */
export async function loadLanguage(tag: string, base: string): Promise<LanguageFile> {
  const response = await fetch(`${base}/embed/lang-${tag}-${AFTERWORD_LANGUAGES.hash}.json`, {
    credentials: 'omit',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return (await response.json()) as LanguageFile;
}
