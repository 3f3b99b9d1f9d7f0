import type { ArticleStatus, CreateArticle } from '@afterword/contracts';
import { CONFIG, DomainError, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { FieldChange, ImagesByLanguage, VersionImage } from '../articles';
import { imagePath, ImagesRepository } from '../images';
import { readArticleFile } from './article-file';
import { ArticleFileError } from './article-file.error';
import type { FileImage, MissingImage } from './article-file-images';
import { articleFilesBelow } from './article-folder';
import { ArticleSaver, type SaveResult } from './article-saver';

export interface ImportOptions {
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

/** Imports article files. Importing the same file again changes nothing. */
@Injectable()
export class ArticleImporter {
  constructor(
    private readonly saver: ArticleSaver,
    private readonly images: ImagesRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /**
   * Yields one result for each article at a path. An invalid file is reported, and the others are imported.
   * @throws ArticleFileError where the path does not exist
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
    const { article: fields, images, missing } = await readArticleFile(file);
    const other = fileOfSlug.get(fields.slug);
    if (other !== undefined) throw new ArticleFileError(file, null, `slug: "${fields.slug}" is that of ${other} too`);
    fileOfSlug.set(fields.slug, file);
    await this.requireKnown(fields, missing);
    if (!options.dryRun) for (const { image } of images) await this.images.store(image);
    const { outcome, changed, article } = await this.saver
      .save(fields, { ...options, images: byLanguage(images) })
      .catch((error: unknown) => {
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

  /** An image may be missing beside the file where an earlier import stored it, as for a downloaded source file. */
  private async requireKnown({ slug, aliases }: CreateArticle, missing: readonly MissingImage[]): Promise<void> {
    if (missing.length === 0) return;
    const known = await this.saver.knownImages([slug, ...aliases]);
    for (const { language, path, error } of missing) {
      if (!known.get(language)?.some((image) => image.path === path)) throw error;
    }
  }
}

function byLanguage(images: readonly FileImage[]): ImagesByLanguage {
  const grouped = new Map<string, VersionImage[]>();
  for (const { language, path, image } of images) {
    const { width, height } = image;
    grouped.set(language, [...(grouped.get(language) ?? []), { path, src: imagePath(image), width, height }]);
  }
  return grouped;
}

function explain(error: DomainError): string {
  const { title, detail, errors = [] } = error.toProblem();
  return errors.map(({ path, message }) => `${path.slice(1)}: ${message}`).join('; ') || `${title} ${detail}`;
}
