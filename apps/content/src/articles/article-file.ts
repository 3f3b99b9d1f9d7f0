import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import { type CreateArticle, CreateArticleSchema, languageTag, LIMITS } from '@afterword/contracts';
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

const fields = CreateArticleSchema.shape;
const FrontMatterSchema = z.strictObject({
  ...CreateArticleSchema.omit({ body: true }).shape,
  slug: fields.slug.optional(),
  publishedAt: publicationDate.optional(),
  original: z.strictObject({ language: languageTag, file: z.string().min(1).max(255) }).optional(),
});
const OriginalFrontMatterSchema = z.strictObject({ title: fields.title, language: languageTag.optional() });

/**
 * Reads an article file (Markdown with YAML front matter) and, where it names one, the original that it was translated from.
 * @throws ArticleFileError with the line where it went wrong
 */
export async function readArticleFile(file: string): Promise<CreateArticle> {
  const written = parseFrontMatter(file, await readText(file));
  const { original, slug, ...rest } = checked(file, written, FrontMatterSchema);
  const article = {
    ...rest,
    slug: slug ?? slugFromName(file),
    ...(original && { original: await readOriginal(file, written, original) }),
    body: bodyOf(file, written),
  };
  return CreateArticleSchema.parse(article);
}

/** What a folder's import asks of each Markdown file first. */
export async function peekArticleFile(file: string): Promise<{ isArticle: boolean; original: string | null }> {
  const text = await readText(file).catch(() => null);
  // What cannot be read is to be reported, not left out.
  const data = text === null ? {} : peekFrontMatter(text);
  if (data === null) return { isArticle: false, original: null };
  const named = z.object({ original: z.object({ file: z.string() }) }).safeParse(data);
  const isOther = typeof data === 'object' && Object.keys(data).length > 0 && !('slug' in data) && !('title' in data);
  return { isArticle: !isOther, original: named.success ? join(dirname(file), named.data.original.file) : null };
}

async function readOriginal(file: string, written: FrontMatter, named: { language: string; file: string }) {
  const path = await insideFolder(file, written, named.file);
  const original = parseFrontMatter(path, await readText(path));
  const { title, language = named.language } = checked(path, original, OriginalFrontMatterSchema);
  if (language !== named.language) {
    const reason = `language: is "${language}" here and "${named.language}" in ${file}`;
    throw new ArticleFileError(path, original.positionOf(['language']), reason);
  }
  return { language, title, body: bodyOf(path, original) };
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

/** The original's real path, which must lie in the article's folder or below it. */
async function insideFolder(file: string, written: FrontMatter, named: string): Promise<string> {
  const refuse = (reason: string) =>
    new ArticleFileError(file, written.positionOf(['original', 'file']), `original.file: ${reason}`);
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
