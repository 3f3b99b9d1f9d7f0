import { basename, extname } from 'node:path';
import {
  ArticleFieldsSchema,
  type ArticleText,
  type CreateArticle,
  CreateArticleSchema,
  findSharedLanguage,
  isStorable,
} from '@afterword/contracts';
import { ArticleFileError } from './article-file.error';
import { ArticleFileImages, type FileImage, type ImageOptions, type MissingImage } from './article-file-images';
import { notesOn } from './article-notes';
import { type Dialect, translate } from './dialects';
import { type FrontMatter, parseFrontMatter } from './front-matter';
import { articleFrontMatterSchema, validate, VersionFrontMatterSchema } from './front-matter-schemas';
import { insideFolder } from './inside-folder';
import { readText } from './read-text';

const fields = ArticleFieldsSchema.shape;

/** An article as read from its files, with the images beside them. */
export interface ArticleFile {
  article: CreateArticle;
  images: readonly FileImage[];
  /** Images that the texts name and that do not exist. */
  missing: readonly MissingImage[];
  /** What readers would not see, or could not follow. */
  notes: readonly ArticleFileError[];
  /** Why the article is a draft, whatever the import is told; null where it is none. */
  draft: string | null;
  /** What became of the fields of another program. */
  translated: readonly string[];
  /** Where a field of the article is written. */
  positionOf: FrontMatter['positionOf'];
}

export interface ReadOptions extends ImageOptions {
  /** The program that the file was written for; null for a file of this service. */
  dialect?: Dialect | null;
  /** Of the publication: for dates that are written without an offset from UTC. */
  timeZone?: string;
}

/**
 * Reads an article file (Markdown with front matter) and the versions in other languages that it names.
 * @throws ArticleFileError with the position of the error
 */
export async function readArticleFile(
  file: string,
  { dialect = null, timeZone = 'UTC', ...options }: ReadOptions = {},
): Promise<ArticleFile> {
  const asWritten = parseFrontMatter(file, await readText(file));
  const {
    written,
    draft,
    notes: translated,
  } = dialect ? translate(dialect, file, asWritten) : { written: asWritten, draft: null, notes: [] };
  const front = validate(file, written, articleFrontMatterSchema(timeZone));
  const shared = findSharedLanguage(front);
  if (shared) {
    const reason = `${shared.join('.')}: must differ from the languages of the other versions`;
    throw new ArticleFileError(file, written.positionOf(shared), reason);
  }
  const { original, translations, slug, ...rest } = front;
  const texts: ArticleText[] = [];
  const images = new ArticleFileImages(options);
  const notes: ArticleFileError[] = [];
  const address = slug ?? slugFromName(file);
  const body = bodyOf(file, written);
  await images.read(file, written, front.language);
  notes.push(...notesOn(file, written, address));
  const version = async (named: NamedVersion) => {
    const { path, read, text } = await readVersion(file, written, named);
    await images.read(path, read, text.language);
    notes.push(...notesOn(path, read, address));
    return text;
  };
  for (const [index, named] of translations.entries()) {
    texts.push(await version({ ...named, at: ['translations', index] }));
  }
  const article = {
    ...rest,
    slug: address,
    ...(original && { original: await version({ ...original, at: ['original'] }) }),
    translations: texts,
    body,
  };
  const checked = CreateArticleSchema.safeParse(article);
  if (!checked.success) {
    const { path = [], message = 'is no article' } = checked.error.issues[0] ?? {};
    throw new ArticleFileError(file, written.positionOf(path), `${path.join('.')}: ${message}`);
  }
  return {
    article: checked.data,
    images: images.found,
    missing: images.missing,
    notes: [...images.notes, ...notes],
    draft,
    translated,
    positionOf: written.positionOf,
  };
}

interface NamedVersion {
  language: string;
  file: string;
  /** The path to it in the front matter. */
  at: readonly PropertyKey[];
}

interface ReadVersion {
  path: string;
  read: FrontMatter;
  text: ArticleText;
}

async function readVersion(file: string, written: FrontMatter, named: NamedVersion): Promise<ReadVersion> {
  const field = [...named.at, 'file'];
  const path = await insideFolder(file, named.file, (reason) => {
    throw new ArticleFileError(file, written.positionOf(field), `${field.join('.')}: ${reason}`);
  });
  const version = parseFrontMatter(path, await readText(path));
  const { title, language = named.language } = validate(path, version, VersionFrontMatterSchema);
  if (language !== named.language) {
    const reason = `language: is "${language}" here and "${named.language}" in ${file}`;
    throw new ArticleFileError(path, version.positionOf(['language']), reason);
  }
  return { path, read: version, text: { language, title, body: bodyOf(path, version) } };
}

function slugFromName(file: string): string {
  const name = basename(file, extname(file)).toLowerCase();
  const slug = fields.slug.safeParse(name);
  if (slug.success) return slug.data;
  const reason = `slug: is missing, and "${name}" (the file's name) cannot be one: it ${slug.error.issues[0]?.message}`;
  throw new ArticleFileError(file, { line: 1, column: 1 }, reason);
}

function bodyOf(file: string, written: FrontMatter): string {
  const { body, bodyAt } = written;
  if (body === '') throw new ArticleFileError(file, bodyAt, 'there is no text below the front matter');
  const checkedBody = fields.body.safeParse(body);
  if (checkedBody.success) return checkedBody.data;
  const bad = body.split('\n').findIndex((line) => !isStorable(line));
  const at = bad < 0 ? bodyAt : { line: written.lineOf(bad), column: 1 };
  throw new ArticleFileError(file, at, `the text: ${checkedBody.error.issues[0]?.message}`);
}
