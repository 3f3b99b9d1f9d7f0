import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import {
  ArticleFieldsSchema,
  type ArticleText,
  type CreateArticle,
  CreateArticleSchema,
  findSharedLanguage,
  isStorable,
  languageTag,
  LIMITS,
} from '@afterword/contracts';
import { z } from 'zod';
import { ArticleFileError } from './article-file.error';
import { ArticleFileImages, type FileImage, type MissingImage } from './article-file-images';
import { insideFolder } from './inside-folder';
import { type FrontMatter, parseFrontMatter, peekFrontMatter } from './front-matter';

/** A character takes at most three bytes of UTF-8. */
const MAX_FILE_BYTES = (LIMITS.articleBodyLength + LIMITS.frontMatterLength) * 3;

/** A date, or a time with its offset from UTC. */
const publicationDate = z.string().transform((written, context) => {
  const parsed = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).safeParse(written);
  if (parsed.success) return new Date(written).toISOString();
  context.addIssue({ code: 'custom', message: 'must be a date such as 2026-09-14 or 2026-09-14T06:30:00Z' });
  return z.NEVER;
});

const fields = ArticleFieldsSchema.shape;
const otherVersion = z.strictObject({ language: languageTag, file: z.string().min(1).max(255) });
const FrontMatterSchema = z.strictObject({
  ...ArticleFieldsSchema.omit({ body: true }).shape,
  slug: fields.slug.optional(),
  publishedAt: publicationDate.optional(),
  original: otherVersion.optional(),
  translations: z.array(otherVersion).max(LIMITS.articleTranslations).default([]),
});
/** The front matter of a file that another file names as a version. */
const VersionFrontMatterSchema = z.strictObject({ title: fields.title, language: languageTag.optional() });

/** An article as read from its files, with the images beside them. */
export interface ArticleFile {
  article: CreateArticle;
  images: readonly FileImage[];
  /** Images that the texts name and that do not exist. */
  missing: readonly MissingImage[];
}

/**
 * Reads an article file (Markdown with YAML front matter) and the versions in other languages that it names.
 * @throws ArticleFileError with the position of the error
 */
export async function readArticleFile(file: string): Promise<ArticleFile> {
  const written = parseFrontMatter(file, await readText(file));
  const front = checked(file, written, FrontMatterSchema);
  const shared = findSharedLanguage(front);
  if (shared) {
    const reason = `${shared.join('.')}: must differ from the languages of the other versions`;
    throw new ArticleFileError(file, written.positionOf(shared), reason);
  }
  const { original, translations, slug, ...rest } = front;
  const texts: ArticleText[] = [];
  const images = new ArticleFileImages();
  const body = bodyOf(file, written);
  await images.read(file, written, front.language);
  const version = async (named: NamedVersion) => {
    const { path, read, text } = await readVersion(file, written, named);
    await images.read(path, read, text.language);
    return text;
  };
  for (const [index, named] of translations.entries()) {
    texts.push(await version({ ...named, at: ['translations', index] }));
  }
  const article = {
    ...rest,
    slug: slug ?? slugFromName(file),
    ...(original && { original: await version({ ...original, at: ['original'] }) }),
    translations: texts,
    body,
  };
  return { article: CreateArticleSchema.parse(article), images: images.found, missing: images.missing };
}

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
  const { title, language = named.language } = checked(path, version, VersionFrontMatterSchema);
  if (language !== named.language) {
    const reason = `language: is "${language}" here and "${named.language}" in ${file}`;
    throw new ArticleFileError(path, version.positionOf(['language']), reason);
  }
  return { path, read: version, text: { language, title, body: bodyOf(path, version) } };
}

async function readText(file: string): Promise<string> {
  const info = await stat(file).catch(() => null);
  // Devices and pipes may never end.
  if (!info?.isFile()) throw new ArticleFileError(file, null, 'is not a file that can be read');
  if (info.size > MAX_FILE_BYTES) throw new ArticleFileError(file, null, `is larger than ${MAX_FILE_BYTES} bytes`);
  const bytes = await readFile(file).catch(() => {
    throw new ArticleFileError(file, null, 'cannot be read');
  });
  if (isUtf8(bytes)) return new TextDecoder('utf-8').decode(bytes);
  throw new ArticleFileError(file, { line: lineOfBadBytes(bytes), column: 1 }, 'is not UTF-8 text');
}

/** The first line that is not UTF-8. A line feed byte is never part of a multi-byte character. */
function lineOfBadBytes(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    if (!isUtf8(bytes.subarray(start, end < 0 ? undefined : end))) break;
    start = end < 0 ? bytes.length : end + 1;
  }
  return line;
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

function checked<Schema extends z.ZodObject>(file: string, written: FrontMatter, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(written.data ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (!issue) throw result.error;
  if (issue.code === 'unrecognized_keys') {
    const path = [...issue.path, issue.keys[0] ?? ''];
    const known = issue.path.length === 0 ? `; the fields are ${Object.keys(schema.shape).join(', ')}` : '';
    const reason = `${path.join('.')}: is not a field of an article file${known}`;
    throw new ArticleFileError(file, written.positionOf(path, { key: true }), reason);
  }
  const name = issue.path.join('.') || 'front matter';
  throw new ArticleFileError(file, written.positionOf(issue.path), `${name}: ${explain(issue, written.data)}`);
}

function explain(issue: z.core.$ZodIssue, data: unknown): string {
  if (issue.code !== 'invalid_type') return issue.message;
  const value = issue.path.reduce<unknown>(
    (parent, key) => (parent === null ? undefined : (parent as Record<PropertyKey, unknown> | undefined)?.[key]),
    data,
  );
  if (value === undefined || value === null) return 'is missing';
  return issue.expected === 'string' && typeof value !== 'object' ? 'must be text: put it in quotes' : issue.message;
}
