import type { ArticleStatus } from '@afterword/contracts';
import { CONFIG, DomainError, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { FieldChange } from './article-changes';
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
  | {
      file: string;
      outcome: SaveResult['outcome'];
      changed: FieldChange[];
      url: string;
      status: ArticleStatus;
      publishedAt: string | null;
    }
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
    const { outcome, changed, article } = await this.articles.save(fields, options).catch((error: unknown) => {
      throw error instanceof DomainError ? new ArticleFileError(file, null, explain(error)) : error;
    });
    return {
      file,
      outcome,
      changed,
      url: `${this.config.contentUrl}/articles/${article.slug}`,
      status: article.status,
      publishedAt: article.publishedAt?.toISOString() ?? null,
    };
  }
}

function explain(error: DomainError): string {
  const { title, detail, errors = [] } = error.toProblem();
  return errors.map(({ path, message }) => `${path.slice(1)}: ${message}`).join('; ') || (detail ?? title);
}
