import type { Site } from '@afterword/contracts';
import type { ExportedComment, ExportedPage } from './exported';

const STYLE = `
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
  article { margin: 1rem 0; padding-inline-start: .8rem; border-inline-start: 3px solid #ccc; }
  article header { font-weight: 600; } time { font-weight: 400; color: #666; } pre { overflow-x: auto; }`;

/** Deeper replies are not moved in further. */
const MOST_INDENT = 6;

const pageOf = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
  `<title>${text(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>\n`;

export function indexAsHtml(site: Site, pages: readonly { page: ExportedPage; file: string }[]): string {
  const items = pages.map(
    ({ page, file }) => `<li><a href="${file}">${text(page.title ?? page.key)}</a> (${page.comments})</li>`,
  );
  return pageOf(site.name, `<h1>${text(site.name)}</h1><ul>${items.join('\n')}</ul>`);
}

/** What readers can see of a thread. The stored rendering is safe in any page. */
export function threadAsHtml(site: Site, page: ExportedPage, comments: readonly ExportedComment[]): string {
  const title = page.title ?? page.key;
  const from =
    page.url !== null && /^https?:/.test(page.url) ? `<p><a href="${text(page.url)}">${text(page.url)}</a></p>` : '';
  return pageOf(
    `${title} – ${site.name}`,
    `<h1>${text(title)}</h1>${from}${inOrder(comments).map(articleOf).join('\n')}`,
  );
}

/** Each comment is followed by its replies. Without recursion: threads may be deep. */
function inOrder(comments: readonly ExportedComment[]): ExportedComment[] {
  const replies = new Map<string | null, ExportedComment[]>();
  for (const comment of comments) {
    const siblings = replies.get(comment.parentId);
    if (siblings) siblings.push(comment);
    else replies.set(comment.parentId, [comment]);
  }
  const ordered: ExportedComment[] = [];
  const waiting = (replies.get(null) ?? []).toReversed();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const below = replies.get(next.id) ?? [];
    if (next.status === 'published' || below.length > 0) ordered.push(next);
    waiting.push(...below.toReversed());
  }
  return ordered;
}

function articleOf({ id, depth, author, html, status, createdAt }: ExportedComment): string {
  const indent = Math.min(depth, MOST_INDENT) * 1.5;
  const style = `style="margin-inline-start: ${indent}rem"`;
  if (status !== 'published') return `<article ${style}><p>This comment is not there any more.</p></article>`;
  const time = createdAt.toISOString();
  return `<article id="c-${id}" ${style}><header>${text(author)} <time datetime="${time}">${time.slice(0, 16).replace('T', ' ')}</time></header>${html ?? ''}</article>`;
}

const text = (value: string): string => value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
