import { Readable } from 'node:stream';
import type { ExportFormat, Site } from '@afterword/contracts';
import { rowsOf, type SqlRunner } from '@afterword/platform';
import type { ExportedComment, ExportedPage } from './exported';
import { COMMENTS_OF_PAGE, PAGES_OF_SITE } from './formats.sql';
import { indexAsHtml, threadAsHtml } from './static-html';

interface ExportSource {
  format: Exclude<ExportFormat, 'afterword'>;
  site: Site;
  session: SqlRunner;
  withPersonal: boolean;
}

interface ExportedFile {
  name: string;
  text: AsyncIterable<string>;
  /** Comments in it, when it has been read. */
  count: () => number;
}

const PAGES = 200;

/** The files of an export for other programs and for people. */
export async function* filesOf({ format, site, session, withPersonal }: ExportSource): AsyncGenerator<ExportedFile> {
  if (format === 'html') {
    const listed: { page: ExportedPage; file: string }[] = [];
    for await (const page of pagesOf(session, site.id)) {
      const file = `threads/${String(listed.length + 1).padStart(5, '0')}.html`;
      listed.push({ page, file });
      const comments = await commentsOf(session, site.id, page.id);
      yield fileOf(file, threadAsHtml(site, page, comments), comments.length);
    }
    yield fileOf('index.html', indexAsHtml(site, listed), 0);
    return;
  }
  let count = 0;
  const counted = async function* () {
    for await (const page of pagesOf(session, site.id)) {
      const comments = (await commentsOf(session, site.id, page.id)).map((comment) =>
        withPersonal ? comment : { ...comment, email: null },
      );
      count += comments.length;
      yield { page, comments };
    }
  };
  const text = format === 'csv' ? asCsv(counted()) : asWxr(site, counted());
  yield { name: format === 'csv' ? 'comments.csv' : 'comments.xml', text, count: () => count };
}

function fileOf(name: string, text: string, count: number): ExportedFile {
  return { name, text: Readable.from([text]), count: () => count };
}

async function* pagesOf(session: SqlRunner, siteId: string): AsyncGenerator<ExportedPage> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const pages: ExportedPage[] = await rowsOf<ExportedPage>(session, PAGES_OF_SITE, [siteId, after, PAGES]);
    yield* pages;
    after = pages.length === PAGES ? pages.at(-1)?.key : undefined;
  }
}

const commentsOf = (session: SqlRunner, siteId: string, pageId: string): Promise<ExportedComment[]> =>
  rowsOf<ExportedComment>(session, COMMENTS_OF_PAGE, [siteId, pageId]);

type Threads = AsyncIterable<{ page: ExportedPage; comments: readonly ExportedComment[] }>;

const COLUMNS = [
  'id',
  'parent',
  'page',
  'url',
  'title',
  'author',
  'authorId',
  'email',
  'createdAt',
  'editedAt',
  'status',
  'pinned',
  'votes',
  'format',
  'body',
] as const;

/** As the importer reads it. */
async function* asCsv(threads: Threads): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  for await (const { page, comments } of threads) {
    for (const comment of comments) {
      const { id, parentId, author, authorId, email, createdAt, editedAt, status, pinned, likes, body } = comment;
      const values = [
        id,
        parentId,
        page.key,
        page.url,
        page.title,
        author,
        authorId,
        email,
        createdAt.toISOString(),
        editedAt?.toISOString(),
        status,
        pinned,
        likes,
        'markdown',
        body,
      ];
      yield `${values.map((value) => cell(value)).join(',')}\r\n`;
    }
  }
}

/** A text that a spreadsheet would take for a formula begins with an apostrophe, as in other exports; the importer takes it away. */
function cell(value: string | number | boolean | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const STATUSES: Readonly<Record<string, string>> = {
  published: '1',
  pending: '0',
  rejected: 'trash',
  spam: 'spam',
  removed: 'trash',
  deleted: 'trash',
  muted: '0',
};

/** WordPress' own format, which many systems read. Its ids are numbers: comments are counted. */
async function* asWxr(site: Site, threads: Threads): AsyncGenerator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">\n`;
  yield `<channel><title>${xml(site.name)}</title><wp:wxr_version>1.2</wp:wxr_version>\n`;
  const numbers = new Map<string, number>();
  let post = 0;
  let number = 0;
  for await (const { page, comments } of threads) {
    post += 1;
    numbers.clear();
    yield `<item><title>${xml(page.title ?? page.key)}</title><link>${xml(page.url ?? page.key)}</link><wp:post_id>${post}</wp:post_id><wp:post_name>${xml(page.key)}</wp:post_name><wp:post_type>post</wp:post_type><wp:status>publish</wp:status><wp:comment_status>${page.closed ? 'closed' : 'open'}</wp:comment_status>\n`;
    for (const comment of comments) {
      number += 1;
      numbers.set(comment.id, number);
      const parent = comment.parentId === null ? 0 : (numbers.get(comment.parentId) ?? 0);
      const date = comment.createdAt.toISOString().slice(0, 19).replace('T', ' ');
      yield (
        `<wp:comment><wp:comment_id>${number}</wp:comment_id><wp:comment_author>${cdata(xml(comment.author))}</wp:comment_author>` +
        `<wp:comment_author_email>${xml(comment.email ?? '')}</wp:comment_author_email><wp:comment_date>${date}</wp:comment_date><wp:comment_date_gmt>${date}</wp:comment_date_gmt>` +
        `<wp:comment_content>${cdata(comment.html ?? '')}</wp:comment_content><wp:comment_approved>${STATUSES[comment.status] ?? '0'}</wp:comment_approved>` +
        `<wp:comment_type>comment</wp:comment_type><wp:comment_parent>${parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id></wp:comment>\n`
      );
    }
    yield '</item>\n';
  }
  yield '</channel></rss>\n';
}

const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

const cdata = (text: string): string =>
  `<![CDATA[${text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
