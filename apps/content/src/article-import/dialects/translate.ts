import { basename, dirname, extname } from 'node:path';
import { languageTag, slugSchema } from '@afterword/contracts';
import type { FrontMatter } from '../front-matter';
import type { Dialect, Target } from './dialect';
import { readForeignDate } from './foreign-date';

/** A file of another program as an article file. */
export interface TranslatedFile {
  written: FrontMatter;
  /** Why the article is a draft, whatever the import is told; null where it is none. */
  draft: string | null;
  /** What became of each field. */
  notes: string[];
}

/** A field of the front matter that is not empty. */
interface Field {
  /** As it is written. */
  name: string;
  target: Target | undefined;
  value: unknown;
}

/**
 * Reads the front matter of another program as that of an article file. Values that do not fit are left for the validation, with
 * the positions of the fields that they come from.
 */
export function translate(dialect: Dialect, file: string, written: FrontMatter): TranslatedFile {
  const fields = fieldsOf(dialect, written.data);
  const named = nameOf(dialect, file);
  const data: Record<string, unknown> = {};
  const sources = new Map<string, string>();
  const told: string[] = [];
  const leftOut: string[] = [];
  for (const { name, target, value } of fields) {
    const read = target === undefined ? undefined : readAs(target, value, dialect, data);
    if (target === undefined || target === 'draft' || read === undefined) {
      if (target !== 'draft') leftOut.push(name);
      continue;
    }
    const field = target === 'permalink' ? 'slug' : target;
    data[field] = read;
    if (!sources.has(field)) sources.set(field, name);
    if (name !== field) told.push(`${name} → ${field}`);
  }
  if (named.publishedAt !== null && data.publishedAt === undefined) told.push("the file's name → publishedAt");
  data.publishedAt ??= named.publishedAt ?? undefined;
  data.language ??= named.language ?? undefined;
  if (data.slug === undefined) told.push("the file's name → slug");
  data.slug ??= named.slug;
  if (data.title === undefined) told.push("the file's name → title");
  data.title ??= named.title;
  const aliases = (data.aliases as string[] | undefined)?.filter((alias) => alias !== data.slug);
  if (aliases) data.aliases = aliases;
  return {
    written: {
      ...written,
      data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)),
      body: dialect.cleanBody?.(written.body) ?? written.body,
      positionOf: ([field, ...rest], options) => {
        const source = sources.get(String(field));
        return written.positionOf(source === undefined ? [] : [source, ...rest], options);
      },
    },
    draft: draftReason(dialect, fields, file),
    notes: notesOf(dialect, told, leftOut, addressesOf(fields)),
  };
}

function fieldsOf(dialect: Dialect, data: unknown): Field[] {
  const targets = new Map<string, Target>();
  const order = new Map<string, number>();
  for (const [index, [name, target]] of dialect.fields.entries()) {
    if (!targets.has(name)) targets.set(name, target);
    if (!order.has(name)) order.set(name, index);
  }
  const place = (name: string) => order.get(name.toLowerCase()) ?? dialect.fields.length;
  return Object.entries(typeof data === 'object' && data !== null ? data : {})
    .filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => ({ name, target: targets.get(name.toLowerCase()), value: value as unknown }))
    .sort((a, b) => place(a.name) - place(b.name));
}

/** The value for a target beside what it has already; undefined where it is left out. */
function readAs(target: Target, value: unknown, dialect: Dialect, data: Record<string, unknown>): unknown {
  switch (target) {
    case 'topics': {
      const before = (data.topics as string[] | undefined) ?? [];
      const known = new Set(before.map((name) => name.toLowerCase()));
      const names = textsOf(value, dialect.topicsAreWords ? /\s+/ : /,/).filter(
        (name) => !dialect.isInternalTopic?.(name),
      );
      const added = names.filter((name) => !known.has(name.toLowerCase()) && known.add(name.toLowerCase()));
      return names.length > 0 ? [...before, ...added] : undefined;
    }
    case 'author':
      return data.author === undefined ? textsOf(value, null).join(', ') || undefined : undefined;
    case 'title':
      return typeof value === 'number' ? String(value) : value;
    case 'publishedAt':
      if (data.publishedAt !== undefined || typeof value === 'boolean') return undefined;
      if (typeof value !== 'string') return value;
      return dialect.computedDate?.test(value.trim()) ? undefined : readForeignDate(value);
    case 'slug':
      if (typeof value !== 'string' && typeof value !== 'number') return value;
      return slugOf(String(value)) ?? value;
    case 'permalink':
      return data.slug === undefined && typeof value === 'string' ? (slugOfPath(value) ?? undefined) : undefined;
    case 'aliases': {
      const slugs = textsOf(value, null).map(slugOfPath);
      return [...new Set(slugs.filter((slug) => slug !== null))];
    }
    case 'language':
      return data.language === undefined && languageTag.safeParse(value).success ? value : undefined;
    case 'draft':
      return undefined;
  }
}

/** The texts of a value: a text, a number, an object with a name, or a list of these. */
function textsOf(value: unknown, separator: RegExp | null): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => textsOf(one, null));
  if (typeof value === 'object' && value !== null) {
    const { name, title, label } = value as Record<string, unknown>;
    return textsOf(name ?? title ?? label ?? '', null);
  }
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const text = String(value);
  return (separator ? text.split(separator) : [text]).map((part) => part.trim()).filter((part) => part !== '');
}

/** A text as a slug; null where nothing of it is left. */
function slugOf(text: string): string | null {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-');
  return slugSchema.safeParse(slug).success ? slug : null;
}

/** The last part of an address as a slug; null for a pattern such as `/:year/:title/`. */
function slugOfPath(path: string): string | null {
  if (/:[a-z]|\{\{/.test(path.replace(/^https?:/, ''))) return null;
  const [withoutQuery = ''] = path.split(/[?#]/, 1);
  const last = withoutQuery.split('/').filter(Boolean).at(-1);
  return slugOf(last?.replace(/\.(html?|md|php)$/i, '') ?? '');
}

interface NamedBy {
  slug: string | undefined;
  title: string;
  publishedAt: string | null;
  language: string | null;
}

/** What the name of a file tells. */
function nameOf(dialect: Dialect, file: string): NamedBy {
  let name = basename(file, extname(file));
  let language: string | null = null;
  const [, stem, tag] = /^(.+)\.([a-z]{2,3}(?:-[a-z0-9]{2,8})?)$/i.exec(name) ?? [];
  if (dialect.hasLanguageInName && stem !== undefined && languageTag.safeParse(tag).success) {
    name = stem;
    language = tag ?? null;
  }
  if (dialect.hasIndexFiles && name === 'index') name = basename(dirname(file));
  const [, date, rest] = /^(\d{4}-\d{1,2}-\d{1,2})[-_](.+)$/.exec(name) ?? [];
  const isDated = dialect.hasDatedNames === true && date !== undefined;
  if (isDated && rest !== undefined) name = rest;
  const words = name
    .split(/[-_\s]+/)
    .filter(Boolean)
    .join(' ');
  const suffix = language === null ? '' : ` ${language}`;
  return {
    slug: slugOf(`${name}${suffix}`) ?? undefined,
    title: words.slice(0, 1).toUpperCase() + words.slice(1),
    publishedAt: isDated ? readForeignDate(date) : null,
    language,
  };
}

function draftReason(dialect: Dialect, fields: readonly Field[], file: string): string | null {
  const draft = fields.find(({ target }) => target === 'draft')?.value;
  if (draft === true || draft === 'true') return 'it has draft: true';
  if (dirname(file).split(/[\\/]/).includes('_drafts')) return 'it is in the folder _drafts';
  return dialect.withheld?.(Object.fromEntries(fields.map(({ name, value }) => [name.toLowerCase(), value]))) ?? null;
}

/** The addresses that the article had, which this service does not serve. */
const addressesOf = (fields: readonly Field[]): string[] =>
  fields
    .filter(({ target }) => target === 'aliases' || target === 'permalink')
    .flatMap(({ value }) => textsOf(value, null))
    .filter((address) => address.includes('/'));

function notesOf(
  dialect: Dialect,
  told: readonly string[],
  leftOut: readonly string[],
  addresses: readonly string[],
): string[] {
  const parts = [
    ...(told.length > 0 ? [told.join(', ')] : []),
    ...(leftOut.length > 0 ? [`left out: ${leftOut.join(', ')}`] : []),
  ];
  return [
    ...(parts.length > 0 ? [`as ${dialect.title} writes it: ${parts.join('; ')}`] : []),
    ...(addresses.length > 0 ? [`redirect its former addresses to its page: ${addresses.join(', ')}`] : []),
  ];
}
