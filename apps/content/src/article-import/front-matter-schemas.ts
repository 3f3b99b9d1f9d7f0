import { ArticleFieldsSchema, isPublicationTime, languageTag, LIMITS, PUBLICATION_RANGE } from '@afterword/contracts';
import { z } from 'zod';
import { instantOf } from '../articles';
import { ArticleFileError } from './article-file.error';
import { DIALECT_NAMES } from './dialects';
import type { FrontMatter } from './front-matter';

const writtenTime = z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })]);

/** A date, or a time; where its offset from UTC is not written, clocks of the publication's time zone show it. */
const publicationDate = (timeZone: string) =>
  z.string().transform((written, context) => {
    const parsed = writtenTime.safeParse(written);
    const hasOffset = /(?:Z|[+-]\d{2}:\d{2})$/i.test(written);
    const clock = new Date(hasOffset || !written.includes('T') ? written : `${written}Z`);
    const time = parsed.success && !hasOffset ? instantOf(clock, timeZone) : clock;
    if (parsed.success && isPublicationTime(time)) return time.toISOString();
    const form = 'must be a date such as 2026-09-14 or 2026-09-14T06:30:00Z';
    context.addIssue({ code: 'custom', message: parsed.success ? PUBLICATION_RANGE : form });
    return z.NEVER;
  });

const fields = ArticleFieldsSchema.shape;
const otherVersion = z.strictObject({ language: languageTag, file: z.string().min(1).max(255) });
/** The front matter of an article of a publication in a time zone. */
export const articleFrontMatterSchema = (timeZone: string) =>
  z.strictObject({
    ...ArticleFieldsSchema.omit({ body: true }).shape,
    slug: fields.slug.optional(),
    publishedAt: publicationDate(timeZone).optional(),
    original: otherVersion.optional(),
    translations: z.array(otherVersion).max(LIMITS.articleTranslations).default([]),
  });
/** The front matter of a file that another file names as a version. */
export const VersionFrontMatterSchema = z.strictObject({ title: fields.title, language: languageTag.optional() });

/** Validates front matter. @throws ArticleFileError with the position of the first error */
export function validate<Schema extends z.ZodObject>(
  file: string,
  written: FrontMatter,
  schema: Schema,
): z.output<Schema> {
  const result = schema.safeParse(written.data ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (!issue) throw result.error;
  if (issue.code === 'unrecognized_keys') {
    const path = [...issue.path, issue.keys[0] ?? ''];
    const known = issue.path.length === 0 ? `; the fields are ${Object.keys(schema.shape).join(', ')}${FROM}` : '';
    const reason = `${path.join('.')}: is not a field of an article file${known}`;
    throw new ArticleFileError(file, written.positionOf(path, { key: true }), reason);
  }
  const name = issue.path.join('.') || 'front matter';
  throw new ArticleFileError(file, written.positionOf(issue.path), `${name}: ${explain(issue, written.data)}`);
}

const FROM = ` (files of other programs: --from ${DIALECT_NAMES.join(', ')})`;

function explain(issue: z.core.$ZodIssue, data: unknown): string {
  if (issue.code !== 'invalid_type') return issue.message;
  const value = issue.path.reduce<unknown>(
    (parent, key) => (parent === null ? undefined : (parent as Record<PropertyKey, unknown> | undefined)?.[key]),
    data,
  );
  if (value === undefined || value === null) return 'is missing';
  return issue.expected === 'string' && typeof value !== 'object' ? 'must be text: put it in quotes' : issue.message;
}
