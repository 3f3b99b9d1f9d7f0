import { dirname, join } from 'node:path';
import { z } from 'zod';
import { peekFrontMatter } from './front-matter';
import { readText } from './read-text';

/** Tells, before a folder is imported, whether a file is an article and which files it names as versions. */
export async function peekArticleFile(file: string): Promise<{ isArticle: boolean; versions: string[] }> {
  const text = await readText(file).catch(() => null);
  // A file that cannot be read counts as an article, so that the import reports it.
  const data = text === null ? {} : peekFrontMatter(text);
  if (data === null) return { isArticle: false, versions: [] };
  const isOther = typeof data === 'object' && Object.keys(data).length > 0 && !('slug' in data) && !('title' in data);
  return { isArticle: !isOther, versions: namedFiles(data).map((name) => join(dirname(file), name)) };
}

function namedFiles(data: unknown): string[] {
  const named = z.object({ file: z.string() });
  const original = z.object({ original: named }).safeParse(data);
  const translations = z.object({ translations: z.array(named) }).safeParse(data);
  return [
    ...(original.success ? [original.data.original.file] : []),
    ...(translations.success ? translations.data.translations.map(({ file }) => file) : []),
  ];
}
