import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { ArticleFileError } from './article-file.error';
import { peekArticleFile } from './peek-article-file';

export interface SkippedFile {
  file: string;
  reason: string;
}

export interface ArticleFolder {
  /** The article files, sorted by name. Files that another file names as a version are none. */
  articles: string[];
  skipped: SkippedFile[];
  /** Files that may be pictures of articles. */
  pictures: string[];
}

export interface FolderOptions {
  /** Why another program would not take a file for an article, by the parts of its path below the folder; null where it would. */
  skips?: ((path: readonly string[]) => string | null) | undefined;
  /** Whether front matter without `title` and `slug` makes an article too. */
  takesUntitled?: boolean;
}

const MARKDOWN = new Set(['.md', '.markdown', '.mdown', '.mkdn', '.mkd']);
const PICTURES = new Set(['.png', '.jpg', '.jpeg', '.jpe', '.jfif', '.gif', '.webp', '.avif']);

/**
 * Sorts the files at a path: the file itself, or every file below a folder. Symbolic links are skipped: they could lead out of the
 * folder.
 * @throws ArticleFileError where the path does not exist
 */
export async function readArticleFolder(path: string, options: FolderOptions = {}): Promise<ArticleFolder> {
  const found: ArticleFolder = { articles: [], skipped: [], pictures: [] };
  const info = await stat(path).catch(() => null);
  if (info?.isFile()) return { ...found, articles: [path] };
  if (!info?.isDirectory()) throw new ArticleFileError(path, null, 'there is no such file or folder');
  const files = await filesBelow(path, found.skipped);
  const versions = new Set<string>();
  for (const file of files) {
    const extension = extname(file).toLowerCase();
    if (PICTURES.has(extension)) {
      found.pictures.push(file);
      continue;
    }
    const reason = MARKDOWN.has(extension) ? await peek({ file, path, options, versions }) : notMarkdown(extension);
    if (reason === null) found.articles.push(file);
    else found.skipped.push({ file, reason });
  }
  const isVersion = new Set<string>();
  for (const file of files) if (versions.has(await realpath(file).catch(() => file))) isVersion.add(file);
  return {
    articles: found.articles.filter((file) => !isVersion.has(file)),
    skipped: found.skipped.filter(({ file }) => !isVersion.has(file)).sort((a, b) => (a.file < b.file ? -1 : 1)),
    pictures: found.pictures,
  };
}

interface Peek {
  file: string;
  path: string;
  options: FolderOptions;
  versions: Set<string>;
}

/** Adds the versions that a file names. @returns why it is no article, or null */
async function peek({ file, path, options, versions }: Peek): Promise<string | null> {
  const peeked = await peekArticleFile(file, options);
  for (const version of peeked.versions) versions.add(version);
  return options.skips?.(relative(path, file).split(sep)) ?? peeked.skipped;
}

function notMarkdown(extension: string): string {
  if (extension === '.mdx') return 'is MDX: its components need a program of their own';
  return `is not Markdown (${[...MARKDOWN].join(', ')})`;
}

/** The files below a folder, sorted by name. What is no file that can be read is added to `skipped`. */
async function filesBelow(folder: string, skipped: SkippedFile[]): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) {
    skipped.push({ file: folder, reason: 'is a folder that cannot be read' });
    return [];
  }
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const reason = whySkipped(entry);
    if (reason !== null) skipped.push({ file: path, reason });
    else if (entry.isDirectory()) files.push(...(await filesBelow(path, skipped)));
    else files.push(path);
  }
  return files;
}

function whySkipped(entry: Dirent): string | null {
  if (entry.isSymbolicLink()) return 'is a symbolic link';
  if (entry.name.startsWith('.')) return `is a hidden ${entry.isDirectory() ? 'folder' : 'file'}`;
  if (entry.name === 'node_modules' && entry.isDirectory()) return 'is a folder of packages';
  return entry.isDirectory() || entry.isFile() ? null : 'is not a file that can be read';
}
