import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ArticleFileError, originalOf, readArticleFile } from './article-file';
import { ArticlesService, type SaveResult } from './articles.service';

export interface ImportOptions {
  siteId: string;
  publish: boolean;
  dryRun: boolean;
}

export type ImportedFile =
  | { file: string; outcome: SaveResult['outcome']; changed: string[]; url: string; status: 'draft' | 'published' }
  | { file: string; outcome: 'refused'; reason: string };

/** Brings article files into the database. Importing the same file again changes nothing. */
@Injectable()
export class ArticleImporter {
  constructor(
    private readonly articles: ArticlesService,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** One result for each article below a path; a file that is wrong does not keep the others out. */
  async *import(path: string, { siteId, publish, dryRun }: ImportOptions): AsyncGenerator<ImportedFile> {
    for (const file of await articleFiles(path)) {
      try {
        const { article: fields } = await readArticleFile(file);
        const { outcome, changed, article } = await this.articles.save(fields, { siteId, publish, dryRun });
        const url = `${this.config.contentUrl}/articles/${article.slug}`;
        yield { file, outcome, changed, url, status: publish ? 'published' : article.status };
      } catch (error) {
        if (!(error instanceof ArticleFileError)) throw error;
        yield { file, outcome: 'refused', reason: error.message };
      }
    }
  }
}

/** A file is itself; a folder is every Markdown file below it that is not the original of another. */
async function articleFiles(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => {
    throw new ArticleFileError(path, 0, 'there is no such file or folder');
  });
  if (info.isFile()) return [path];
  const names = (await readdir(path, { recursive: true })).sort();
  const files: string[] = [];
  for (const name of names) {
    const file = join(path, name);
    // A link could lead out of the folder that was named.
    if (extname(name) === '.md' && (await lstat(file)).isFile()) files.push(file);
  }
  const originals = new Set<string>();
  for (const file of files) {
    const original = await originalOf(file).catch(() => null);
    if (original !== null) originals.add(await realpath(original).catch(() => original));
  }
  const candidates = await Promise.all(files.map(async (file) => ({ file, real: await realpath(file) })));
  return candidates.filter(({ real }) => !originals.has(real)).map(({ file }) => file);
}
