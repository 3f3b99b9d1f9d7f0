import { dirname } from 'node:path';
import { z } from 'zod';
import { peekFrontMatter } from './front-matter';
import { findNamedFile } from './named-file';
import { readText } from './read-text';

export interface PeekedFile {
  /** Why the file is no article; null for an article. */
  skipped: string | null;
  /** The real paths of the files that it names as versions. */
  versions: string[];
}

/** Tells, before a folder is imported, whether a file is an article and which files it names as versions. */
export async function peekArticleFile(
  file: string,
  { takesUntitled = false }: { takesUntitled?: boolean } = {},
): Promise<PeekedFile> {
  const text = await readText(file).catch(() => null);
  // A file that cannot be read counts as an article, so that the import reports it.
  const { hasFrontMatter, data } = text === null ? { hasFrontMatter: true, data: null } : peekFrontMatter(text);
  if (!hasFrontMatter) return { skipped: 'has no front matter on its first line', versions: [] };
  const versions = await Promise.all(namedFiles(data).map((name) => findNamedFile(dirname(file), name)));
  return {
    skipped: !takesUntitled && isOfAnotherProgram(data) ? 'its front matter has neither "title" nor "slug"' : null,
    versions: versions.filter((path) => path !== null),
  };
}

const isOfAnotherProgram = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && Object.keys(data).length > 0 && !('slug' in data) && !('title' in data);

function namedFiles(data: unknown): string[] {
  const named = z.object({ file: z.string() });
  const original = z.object({ original: named }).safeParse(data);
  const translations = z.object({ translations: z.array(named) }).safeParse(data);
  return [
    ...(original.success ? [original.data.original.file] : []),
    ...(translations.success ? translations.data.translations.map(({ file }) => file) : []),
  ];
}
