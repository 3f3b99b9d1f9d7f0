import { CONFIG, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { readArticleFile } from './article-file';
import { ArticleFileError } from './article-file.error';
import { articleFilesBelow } from './article-folder';
import { ArticlesService, type SaveResult } from './articles.service';

export interface ImportOptions {
  /** Undefined: an article stays on its site, and a new one goes to the default site. */
  siteId?: string | undefined;
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

  /**
   * One result for each article below a path; a file that is wrong does not keep the others out.
   * @throws ArticleFileError when there is nothing at the path
   */
  async *import(path: string, options: ImportOptions): AsyncGenerator<ImportedFile> {
    const fileOfSlug = new Map<string, string>();
    for (const file of await articleFilesBelow(path)) {
      try {
        yield await this.importFile(file, options, fileOfSlug);
      } catch (error) {
        if (!(error instanceof ArticleFileError)) throw error;
        yield { file, outcome: 'refused', reason: error.message };
      }
    }
  }

  private async importFile(
    file: string,
    options: ImportOptions,
    fileOfSlug: Map<string, string>,
  ): Promise<ImportedFile> {
    const fields = await readArticleFile(file);
    const other = fileOfSlug.get(fields.slug);
    if (other !== undefined) throw new ArticleFileError(file, null, `slug: "${fields.slug}" is that of ${other} too`);
    fileOfSlug.set(fields.slug, file);
    const { outcome, changed, article } = await this.articles.save(fields, options);
    return {
      file,
      outcome,
      changed,
      url: `${this.config.contentUrl}/articles/${article.slug}`,
      status: article.status,
    };
  }
}
