import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import {
  ArticleFieldsSchema,
  type ArticleText,
  type CreateArticle,
  CreateArticleSchema,
  findSharedLanguage,
  languageTag,
  LIMITS,
} from '@afterword/contracts';
import { z } from 'zod';
import { ArticleFileError } from './article-file.error';
import { type FrontMatter, parseFrontMatter, peekFrontMatter } from './front-matter';

/** A character takes at most three bytes of UTF-8. */
const MAX_FILE_BYTES = (LIMITS.articleBodyLength + LIMITS.frontMatterLength) * 3;

/** A day, or a moment with its distance from UTC. */
const publicationDate = z.string().transform((written, context) => {
  const known = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).safeParse(written);
  if (known.success) return new Date(written).toISOString();
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
/** Of a file that another one names as a version of its article. */
const VersionFrontMatterSchema = z.strictObject({ title: fields.title, language: languageTag.optional() });

/**
 * Reads an article file (Markdown with YAML front matter) and the versions in other languages that it names.
 * @throws ArticleFileError with the line where it went wrong
 */
export async function readArticleFile(file: string): Promise<CreateArticle> {
  const written = parseFrontMatter(file, await readText(file));
  const front = checked(file, written, FrontMatterSchema);
  const shared = findSharedLanguage(front);
  if (shared) {
    const reason = `${shared.join('.')}: must not be that of another version`;
    throw new ArticleFileError(file, written.positionOf(shared), reason);
  }
  const { original, translations, slug, ...rest } = front;
  const texts: ArticleText[] = [];
  for (const [index, named] of translations.entries()) {
    texts.push(await readVersion(file, written, { ...named, at: ['translations', index] }));
  }
  const article = {
    ...rest,
    slug: slug ?? slugFromName(file),
    ...(original && { original: await readVersion(file, written, { ...original, at: ['original'] }) }),
    translations: texts,
    body: bodyOf(file, written),
  };
  return CreateArticleSchema.parse(article);
}

/** What a folder's import asks of each Markdown file first: is it an article, and which files does it name as its versions? */
export async function peekArticleFile(file: string): Promise<{ isArticle: boolean; versions: string[] }> {
  const text = await readText(file).catch(() => null);
  // What cannot be read is to be reported, not left out.
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
  /** Where the article's front matter names it. */
  at: readonly PropertyKey[];
}

async function readVersion(file: string, written: FrontMatter, named: NamedVersion): Promise<ArticleText> {
  const path = await insideFolder(file, written, named);
  const version = parseFrontMatter(path, await readText(path));
  const { title, language = named.language } = checked(path, version, VersionFrontMatterSchema);
  if (language !== named.language) {
    const reason = `language: is "${language}" here and "${named.language}" in ${file}`;
    throw new ArticleFileError(path, version.positionOf(['language']), reason);
  }
  return { language, title, body: bodyOf(path, version) };
}

async function readText(file: string): Promise<string> {
  const info = await stat(file).catch(() => null);
  // A device or a pipe may never end.
  if (!info?.isFile()) throw new ArticleFileError(file, null, 'is not a file that can be read');
  if (info.size > MAX_FILE_BYTES) throw new ArticleFileError(file, null, `is larger than ${MAX_FILE_BYTES} bytes`);
  const bytes = await readFile(file).catch(() => {
    throw new ArticleFileError(file, null, 'cannot be read');
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ArticleFileError(file, null, 'is not UTF-8 text');
  }
}

function slugFromName(file: string): string {
  const name = basename(file, extname(file)).toLowerCase();
  const slug = fields.slug.safeParse(name);
  if (slug.success) return slug.data;
  const reason = `slug: is missing, and "${name}" (the file's name) cannot be one: it ${slug.error.issues[0]?.message}`;
  throw new ArticleFileError(file, { line: 1, column: 1 }, reason);
}

function bodyOf(file: string, { body, bodyAt }: FrontMatter): string {
  if (body === '') throw new ArticleFileError(file, bodyAt, 'there is no text below the front matter');
  const checkedBody = fields.body.safeParse(body);
  if (checkedBody.success) return checkedBody.data;
  throw new ArticleFileError(file, bodyAt, `the text: ${checkedBody.error.issues[0]?.message}`);
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

/** The real path of a file that the front matter names, which must lie in the article's folder or below it. */
async function insideFolder(file: string, written: FrontMatter, { file: named, at }: NamedVersion): Promise<string> {
  const field = [...at, 'file'];
  const refuse = (reason: string) =>
    new ArticleFileError(file, written.positionOf(field), `${field.join('.')}: ${reason}`);
  if (isAbsolute(named)) throw refuse('must be a path relative to this file');
  const folder = await realpath(dirname(file));
  const path = await realpath(join(folder, named)).catch(() => {
    throw refuse('there is no such file');
  });
  const inside = relative(folder, path);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw refuse("must lie in this file's folder");
  }
  return path;
}
