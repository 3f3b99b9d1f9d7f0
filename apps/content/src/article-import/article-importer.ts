import { realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArticleStatus, CreateArticle } from '@afterword/contracts';
import { CONFIG, DomainError, isUnavailable, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import type { FieldChange, ImagesByLanguage, VersionImage } from '../articles';
import { imagePath, ImagesRepository, processImage, type StoredImage } from '../images';
import { type ArticleFile, readArticleFile } from './article-file';
import { ArticleFileError } from './article-file.error';
import type { FileImage, MissingImage } from './article-file-images';
import { type Dialect, type DialectName, DIALECTS } from './dialects';
import { readArticleFolder } from './article-folder';
import { ArticleSaver, type SaveResult } from './article-saver';

export interface ImportOptions {
  publish: boolean;
  dryRun: boolean;
  /** Further folders in which paths of images that begin with `/` are looked up, besides those of the imported folder. */
  staticFolders?: readonly string[];
  /** The program that wrote the files; those of this service by default. */
  from?: DialectName;
}

export type ImportedFile =
  | {
      file: string;
      outcome: SaveResult['outcome'];
      changed: FieldChange[];
      url: string;
      status: ArticleStatus;
      publishedAt: string | null;
      /** What readers would not see, or could not follow, with the place in the file. */
      notes: string[];
      /** Why the article is a draft in spite of `publish`; null where it is none. */
      draft: string | null;
    }
  | { file: string; outcome: 'refused'; reason: string }
  | { file: string; outcome: 'skipped'; reason: string };

/** One import of a path. */
interface ImportRun {
  options: ImportOptions;
  dialect: Dialect | null;
  importedFolder: string;
  websiteFolders: string[];
  fileOfSlug: Map<string, string>;
  /** The paths of the pictures that articles name. */
  namedPictures: Set<string>;
}

/** Where static site generators keep the files of a website's root. */
const STATIC_FOLDERS = ['', 'static', 'public'];

/** Imports article files. Importing the same file again changes nothing. */
@Injectable()
export class ArticleImporter {
  constructor(
    private readonly saver: ArticleSaver,
    private readonly images: ImagesRepository,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /**
   * Yields one result for each file at a path, except versions and pictures that an article names. A file that fails is
   * reported, and the others are imported.
   * @throws ArticleFileError where the path does not exist
   */
  async *import(path: string, options: ImportOptions): AsyncGenerator<ImportedFile> {
    const dialect: Dialect | null = options.from === undefined ? null : DIALECTS[options.from];
    const folder = { skips: dialect?.skips, takesUntitled: dialect !== null };
    const { articles, skipped, pictures } = await readArticleFolder(path, folder);
    const importedFolder = await folderOf(path);
    const run: ImportRun = {
      options,
      dialect,
      importedFolder,
      websiteFolders: [...(options.staticFolders ?? []), ...STATIC_FOLDERS.map((name) => join(importedFolder, name))],
      fileOfSlug: new Map(),
      namedPictures: new Set(),
    };
    for (const file of articles) {
      try {
        yield await this.importFile(file, run);
      } catch (error) {
        yield { file, outcome: 'refused', reason: reasonOf(error, file) };
      }
    }
    const unused = pictures.map((file) => ({ file, reason: 'is a picture that no imported article names' }));
    for (const { file, reason } of [...skipped, ...unused]) {
      const names = [file, await realpath(file).catch(() => file)];
      if (!names.some((name) => run.namedPictures.has(name))) yield skip(file, reason);
    }
  }

  private async importFile(file: string, run: ImportRun): Promise<ImportedFile> {
    const { options, dialect, importedFolder, websiteFolders, fileOfSlug, namedPictures } = run;
    const onNamed = (path: string) => namedPictures.add(path);
    const { timeZone } = this.config;
    const read = await readArticleFile(file, { dialect, timeZone, importedFolder, websiteFolders, onNamed });
    const { article: fields, images, missing, positionOf } = read;
    this.claimSlugs(file, read, fileOfSlug);
    const unresolved = await this.unresolved(fields, missing);
    const stored: StoredFileImage[] = [];
    for (const one of images) stored.push({ ...one, image: await this.storedImage(one, options) });
    const { outcome, changed, article } = await this.saver
      .save(fields, { ...options, publish: options.publish && read.draft === null, images: byLanguage(stored) })
      .catch((error: unknown) => {
        throw error instanceof DomainError ? explained(file, error, positionOf) : error;
      });
    return {
      file,
      outcome,
      changed,
      url: `${this.config.contentUrl}/articles/${article.slug}`,
      status: article.status,
      publishedAt: article.publishedAt?.toISOString() ?? null,
      notes: [...read.translated, ...[...read.notes, ...unresolved].map(({ message }) => message)],
      draft: read.draft,
    };
  }

  /** @throws ArticleFileError for a slug or alias of another file of this import, which would replace its article */
  private claimSlugs(file: string, { article, positionOf }: ArticleFile, fileOfSlug: Map<string, string>): void {
    const { slug, aliases } = article;
    const claimed = [
      { name: slug, path: ['slug'] },
      ...aliases.map((name, index) => ({ name, path: ['aliases', index] })),
    ];
    for (const { name, path } of claimed) {
      const other = fileOfSlug.get(name);
      if (other === undefined) continue;
      throw new ArticleFileError(file, positionOf(path), `${path.join('.')}: "${name}" is that of ${other} too`);
    }
    for (const { name } of claimed) fileOfSlug.set(name, file);
  }

  /** The image as it is served; an import that stores nothing does not write it either. @throws ArticleFileError */
  private async storedImage({ image, about }: FileImage, { dryRun }: ImportOptions): Promise<StoredImage> {
    const known = await this.images.stored(image.id);
    if (known || dryRun) return known ?? { ...image, widths: [] };
    const processed = await processImage(image);
    if (typeof processed === 'string') throw about(processed);
    return this.images.store(processed);
  }

  /**
   * The notes on images that are not beside the file. An image may be missing where an earlier import stored it, as for a
   * downloaded source file.
   * @throws ArticleFileError for an image that no reader could load
   */
  private async unresolved(
    { slug, aliases }: CreateArticle,
    missing: readonly MissingImage[],
  ): Promise<ArticleFileError[]> {
    if (missing.length === 0) return [];
    const known = await this.saver.knownImages([slug, ...aliases]);
    const unknown = missing.filter(
      ({ language, path }) => !known.get(language)?.some((image) => image.path.normalize('NFC') === path),
    );
    for (const { severity, error } of unknown) if (severity === 'error') throw error;
    return unknown.map(({ error }) => error);
  }
}

const skip = (file: string, reason: string): ImportedFile => ({
  file,
  outcome: 'skipped',
  reason: new ArticleFileError(file, null, reason).message,
});

const folderOf = async (path: string): Promise<string> => ((await stat(path)).isDirectory() ? path : dirname(path));

/**
 * Why a file was not imported. @throws the error itself where it is not about this file: the database is away or broken, and
 * would fail the other files too
 */
function reasonOf(error: unknown, file: string): string {
  if (error instanceof ArticleFileError) return error.message;
  if (isUnavailable(error) || (error instanceof QueryFailedError && !isAboutValues(error))) throw error;
  const message = error instanceof Error ? error.message : String(error);
  return new ArticleFileError(file, null, `cannot be imported: ${message.slice(0, MESSAGE_LENGTH)}`).message;
}

/** Characters of an unexpected error that are reported. */
const MESSAGE_LENGTH = 300;

/** Whether PostgreSQL refused values (classes 22 and 23) or their size (54), rather than the statement. */
const isAboutValues = (error: unknown): boolean =>
  /^(22|23|54)/.test((error as { driverError?: { code?: string } }).driverError?.code ?? '');

interface StoredFileImage {
  language: string;
  path: string;
  image: StoredImage;
}

function byLanguage(images: readonly StoredFileImage[]): ImagesByLanguage {
  const grouped = new Map<string, VersionImage[]>();
  for (const { language, path, image } of images) {
    const { width, height, widths } = image;
    grouped.set(language, [...(grouped.get(language) ?? []), { path, src: imagePath(image), width, height, widths }]);
  }
  return grouped;
}

/** The first thing that an article's fields are refused for, where it is written. */
function explained(file: string, error: DomainError, positionOf: ArticleFile['positionOf']): ArticleFileError {
  const { title, detail, errors = [] } = error.toProblem();
  const fields = errors.map(({ path }) => path.slice(1).split('/'));
  const reasons = errors.map(({ message }, index) => `${fields[index]?.join('.')}: ${message}`);
  // Without a field, the slug or an alias is that of another article.
  const [first = ['slug']] = fields;
  return new ArticleFileError(file, positionOf(first), reasons.join('; ') || `${title} ${detail}`);
}
