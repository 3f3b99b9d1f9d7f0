import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import {
  type CreateArticle,
  CreateArticleSchema,
  languageTag,
  LIMITS,
} from '@afterword/contracts';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

/** What is wrong with a file, and on which line (from 1; 0 where no line is to blame). */
export class ArticleFileError extends Error {
  override readonly name = 'ArticleFileError';

  constructor(
    readonly file: string,
    readonly line: number,
    reason: string,
  ) {
    super(`${file}${line > 0 ? `:${line}` : ''}: ${reason}`);
  }
}

export interface ArticleFile {
  article: CreateArticle;
  /** The files that it was read from. */
  files: string[];
}

const FENCE = /^---[ \t]*$/;
/** An alias that is used again and again grows without end ("billion laughs"); articles need none. */
const MAX_ALIASES = 0;

const OriginalSchema = z.strictObject({ language: languageTag, file: z.string().min(1).max(255) });
/** Dates are written with or without quotes, and YAML reads both as text here. */
const FrontMatterSchema = z.strictObject({
  ...CreateArticleSchema.omit({ body: true, original: true, slug: true }).shape,
  slug: CreateArticleSchema.shape.slug.optional(),
  original: OriginalSchema.optional(),
});
const OriginalFrontMatterSchema = z.strictObject({
  title: CreateArticleSchema.shape.title,
  language: languageTag.optional(),
});

interface Parsed {
  data: unknown;
  body: string;
  lineOf: (path: readonly PropertyKey[]) => number;
}

/**
 * Reads an article file (Markdown with YAML front matter) and, where it names one, the original that it was translated from.
 * @throws ArticleFileError with the line where it went wrong
 */
export async function readArticleFile(file: string): Promise<ArticleFile> {
  const parsed = await parse(file);
  const { original, slug, ...fields } = check(file, parsed, FrontMatterSchema);
  const files = [file];
  let originalVersion: CreateArticle['original'];
  if (original) {
    const line = parsed.lineOf(['original', 'file']);
    const path = await insideFolder(file, original.file, line);
    const other = await parse(path);
    const { title } = check(path, other, OriginalFrontMatterSchema);
    originalVersion = { language: original.language, title, body: other.body };
    files.push(path);
  }
  const article = CreateArticleSchema.safeParse({
    ...fields,
    slug: slug ?? basename(file, extname(file)).toLowerCase(),
    body: parsed.body,
    ...(originalVersion && { original: originalVersion }),
  });
  if (!article.success) throw problemOf(file, article.error, parsed.lineOf);
  return { article: article.data, files };
}

/** The file that a front matter names as its original, or null; used to leave it out of a folder's articles. */
export async function originalOf(file: string): Promise<string | null> {
  const { data } = await parse(file);
  const named = z.object({ original: z.object({ file: z.string() }) }).safeParse(data);
  return named.success ? join(dirname(file), named.data.original.file) : null;
}

async function parse(file: string): Promise<Parsed> {
  const text = await readText(file);
  const lines = text.split(/\r?\n/);
  const end = FENCE.test(lines[0] ?? '') ? lines.findIndex((line, index) => index > 0 && FENCE.test(line)) : -1;
  if (end < 0) throw new ArticleFileError(file, 1, 'must begin with front matter between two lines of "---"');
  const frontMatter = lines.slice(1, end).join('\n');
  if (frontMatter.length > LIMITS.frontMatterLength) {
    throw new ArticleFileError(file, 1, `the front matter is longer than ${LIMITS.frontMatterLength} characters`);
  }
  const counter = new LineCounter();
  const document = parseDocument(frontMatter, { lineCounter: counter, schema: 'core', uniqueKeys: true, prettyErrors: false });
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong) throw new ArticleFileError(file, counter.linePos(wrong.pos[0]).line + 1, wrong.message);
  const lineOf = (path: readonly PropertyKey[]) => {
    // The value's own line, or that of the nearest thing around it.
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      if (range) return counter.linePos(range[0]).line + 1;
    }
    return 1;
  };
  try {
    return { data: document.toJS({ maxAliasCount: MAX_ALIASES }), body: lines.slice(end + 1).join('\n').trim(), lineOf };
  } catch {
    throw new ArticleFileError(file, 1, 'front matter must not use YAML aliases');
  }
}

async function readText(file: string): Promise<string> {
  const { size } = await stat(file).catch(() => {
    throw new ArticleFileError(file, 0, 'cannot be read');
  });
  // A character has at most four bytes.
  const most = (LIMITS.articleBodyLength + LIMITS.frontMatterLength) * 4;
  if (size > most) throw new ArticleFileError(file, 0, `is larger than ${most} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch {
    throw new ArticleFileError(file, 0, 'is not UTF-8 text');
  }
}

function check<Schema extends z.ZodType>(file: string, { data, lineOf }: Parsed, schema: Schema): z.infer<Schema> {
  const result = schema.safeParse(data ?? {});
  if (!result.success) throw problemOf(file, result.error, lineOf);
  return result.data;
}

function problemOf(file: string, error: z.ZodError, lineOf: Parsed['lineOf']): ArticleFileError {
  const [issue] = error.issues;
  if (!issue) return new ArticleFileError(file, 0, 'is not valid');
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  return new ArticleFileError(file, lineOf(path), `${path.join('.') || 'front matter'}: ${issue.message}`);
}

/** The original's real path, which must lie in the article's folder or below it. */
async function insideFolder(file: string, named: string, line: number): Promise<string> {
  const refuse = (reason: string) => new ArticleFileError(file, line, `original.file: ${reason}`);
  if (isAbsolute(named)) throw refuse('must be a path relative to this file');
  const folder = await realpath(dirname(file));
  const path = await realpath(join(folder, named)).catch(() => {
    throw refuse('there is no such file');
  });
  const inside = relative(folder, path);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw refuse("must lie in this file's folder");
  return path;
}
