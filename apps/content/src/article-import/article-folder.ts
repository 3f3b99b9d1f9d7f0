import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { ArticleFileError } from './article-file.error';
import { peekArticleFile } from './peek-article-file';

/**
 * The article files at a path, sorted by name: the file itself, or every Markdown file with front matter below a folder, except
 * those that another file names as a version. Symbolic links are skipped: they could lead out of the folder.
 * @throws ArticleFileError where the path does not exist
 */
export async function articleFilesBelow(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => null);
  if (info?.isFile()) return [path];
  if (!info?.isDirectory()) throw new ArticleFileError(path, null, 'there is no such file or folder');
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && extname(entry.name) === '.md')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const articles: string[] = [];
  const versions = new Set<string>();
  for (const file of files) {
    const { isArticle, versions: named } = await peekArticleFile(file);
    if (isArticle) articles.push(file);
    for (const one of named) versions.add(await realpath(one).catch(() => one));
  }
  const real = await Promise.all(articles.map((file) => realpath(file)));
  return articles.filter((_file, index) => !versions.has(real[index] ?? ''));
}
