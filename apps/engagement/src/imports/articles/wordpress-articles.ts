import { ArticleFieldsSchema, languageTag, LIMITS, slugSchema, unfitForOneLine } from '@afterword/contracts';
import { markdownOfHtml } from '../body/markdown-of-html';
import { textOfHtml } from '../body/text-of-html';
import { UNSTORABLE } from '../body/import-body';
import type { InputFile } from '../input/input-file';
import { childText, type XmlElement, xmlRecords } from '../input/xml';

/** A post as an article file of content's has it. */
export interface ImportedArticle {
  kind: 'article';
  slug: string;
  title: string;
  language: string | null;
  publishedAt: string;
  author: string | null;
  topics: readonly string[];
  body: string;
  /** Addresses of the post, which comments of the same file name. */
  addresses: readonly string[];
  /** Elements that Markdown has no counterpart for, by name. */
  changed: readonly string[];
}

/** A post that is none for readers, or cannot be one here. */
export interface LeftPost {
  kind: 'left';
  post: string;
  reason: string;
}

const schema = ArticleFieldsSchema.pick({
  slug: true,
  title: true,
  publishedAt: true,
  author: true,
  topics: true,
  body: true,
});

/** What a blog shows at addresses of its own. */
const POST_TYPES: ReadonlySet<string> = new Set(['post', 'page']);

/** Published posts and pages of WXR files, one by one. */
export async function* wordpressArticles(files: readonly InputFile[]): AsyncGenerator<ImportedArticle | LeftPost> {
  const slugs = new Set<string>();
  for (const file of files) {
    const authors = new Map<string, string>();
    let language: string | null = null;
    for await (const { element } of xmlRecords(file, isRecord, () => undefined)) {
      if (element.name === 'language') language = languageOf(element.text);
      if (element.name === 'author') {
        const login = childText(element, 'author_login');
        const name = childText(element, 'author_display_name');
        if (login !== null && name !== null) authors.set(login, name);
      }
      if (element.name !== 'item' || !POST_TYPES.has(childText(element, 'post_type') ?? 'post')) continue;
      yield articleOf(element, { authors, language, slugs });
    }
  }
}

const isRecord = (name: string, within: string | null) =>
  within === null && (name === 'item' || name === 'author' || name === 'language');

interface Blog {
  /** Display names by login. */
  authors: ReadonlyMap<string, string>;
  language: string | null;
  /** Slugs that are taken. */
  slugs: Set<string>;
}

function articleOf(post: XmlElement, { authors, language, slugs }: Blog): ImportedArticle | LeftPost {
  const id = childText(post, 'post_id') ?? childText(post, 'link') ?? '?';
  const left = (reason: string): LeftPost => ({ kind: 'left', post: childText(post, 'link') ?? `post ${id}`, reason });
  const status = childText(post, 'status') ?? 'publish';
  if (status !== 'publish') return left(`is not public (${status})`);
  if (childText(post, 'post_password') !== null) return left('is protected by a password');
  const publishedAt = dateOf(post);
  if (publishedAt === null) return left('has no date');
  const { markdown, changed } = markdownOfHtml(contentOf(post), { lineBreaks: true, isArticle: true });
  const login = childText(post, 'creator');
  const article = {
    slug: slugOf(post, id),
    title: onOneLine(childText(post, 'title') ?? ''),
    publishedAt,
    author: nameOf(login === null ? undefined : (authors.get(login) ?? login)),
    topics: topicsOf(post),
    body: markdown,
  };
  const parsed = schema.safeParse(article);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return left(`${issue?.path.join('.') ?? 'it'} ${issue?.message ?? 'is not valid'}`);
  }
  const { slug, title, author, topics, body } = parsed.data;
  if (slugs.has(slug)) return left(`has the slug of another post: ${slug}`);
  slugs.add(slug);
  const addresses = [childText(post, 'link'), childText(post, 'guid')].filter((one) => one !== null);
  return {
    kind: 'article',
    slug,
    title,
    language,
    publishedAt,
    author: author ?? null,
    topics,
    body,
    addresses,
    changed,
  };
}

/** Shortcodes around what is shown anyway. */
const CAPTIONS = /\[\/?caption[^\]]*\]/g;

function contentOf(post: XmlElement): string {
  // `content:encoded` and `excerpt:encoded` have the same local name; the first one is the content.
  return (childText(post, 'encoded') ?? '').replace(CAPTIONS, '').replace(UNSTORABLE, '');
}

function dateOf(post: XmlElement): string | null {
  const written = [childText(post, 'post_date_gmt'), childText(post, 'pubDate'), childText(post, 'post_date')];
  for (const date of written) {
    if (date === null || date.startsWith('0000')) continue;
    const time = new Date(/^\d{4}-\d\d-\d\d \d/.test(date) ? `${date.replace(' ', 'T')}Z` : date);
    if (!Number.isNaN(time.getTime())) return time.toISOString();
  }
  return null;
}

/** The post's own name where it fits; WordPress has names in every script, percent-encoded. */
function slugOf(post: XmlElement, id: string): string {
  const name = (childText(post, 'post_name') ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9%]+/g, '-')
    .replace(/^-|-$/g, '');
  return slugSchema.safeParse(name).success ? name : `post-${id.replace(/\D/g, '') || 'x'}`;
}

function nameOf(name: string | undefined): string | undefined {
  const line = onOneLine(name ?? '').slice(0, LIMITS.titleLength);
  return line === '' || unfitForOneLine(line) !== null ? undefined : line;
}

function topicsOf(post: XmlElement): string[] {
  const topics = new Map<string, string>();
  for (const { name, attributes, text } of post.children) {
    const domain = attributes.get('domain');
    if (name !== 'category' || (domain !== 'category' && domain !== 'post_tag')) continue;
    const topic = onOneLine(text);
    // What every post has that was put nowhere.
    if (topic === 'Uncategorized' || topic === '' || topic.length > LIMITS.topicLength) continue;
    const isFit = unfitForOneLine(topic) === null && topics.size < LIMITS.articleTopics;
    if (isFit && !topics.has(topic.toLowerCase())) topics.set(topic.toLowerCase(), topic);
  }
  return [...topics.values()];
}

function languageOf(text: string): string | null {
  const tag = text.trim().replaceAll('_', '-');
  return languageTag.safeParse(tag).success ? tag : null;
}

const onOneLine = (html: string): string => textOfHtml(html).replace(UNSTORABLE, '').replace(/\s+/g, ' ').trim();
