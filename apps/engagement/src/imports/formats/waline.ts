import type { ImportBody, ImportItem, ImportStatus } from '../import-item';
import type { ImportFormat } from './format';
import { hasKeys, itemsOf } from './json-format';
import { addressOf, countOf, type Fields, flagOf, idOf, parentIdOf, textOf } from './values';

/** Waline's export, plain or as its API answers it. Accounts are a table of their own. */
export const waline: ImportFormat = {
  name: 'waline',
  title: 'Waline (JSON)',
  recognizes: ({ head }) => /^\s*\{/.test(head) && /"type"\s*:\s*"waline"/.test(head),
  read: (files, { origin }) =>
    itemsOf(files, ['data.Comment', 'data.Users', 'data.data.Comment', 'data.data.Users'], (fields, list) =>
      list.endsWith('Users') ? accountOf(fields) : storedComment(fields, origin, 'markdown'),
    ),
};

/** What LeanCloud holds for Valine: a list, `{ "results": […] }`, or a line each, with a line about the export before. */
export const valine: ImportFormat = {
  name: 'valine',
  title: 'Valine (JSON, LeanCloud)',
  recognizes: (file) => hasKeys(file, 'objectId', 'comment', 'url') && !hasKeys(file, 'master'),
  read: (files, { origin }) => itemsOf(files, ['results'], (fields) => storedComment(fields, origin, 'html')),
};

function* accountOf(fields: Fields): Generator<ImportItem> {
  const id = idOf(fields.objectId ?? fields.id);
  if (id !== null) yield { kind: 'account', id, name: textOf(fields.display_name), email: textOf(fields.email) };
}

/** A comment as both store it. */
function* storedComment(fields: Fields, origin: string | null, format: 'markdown' | 'html'): Generator<ImportItem> {
  const { objectId, pid, rid, comment, nick, mail, url, status, user_id: user, isSpam } = fields;
  const path = pathOf(textOf(url));
  if (path !== null) yield { kind: 'thread', id: path, url: addressOf(path, origin), title: null };
  const account = idOf(user);
  yield {
    kind: 'comment',
    id: idOf(objectId ?? fields._id ?? fields.id),
    threadId: path,
    parentId: parentIdOf(pid) ?? parentIdOf(rid),
    author: { id: account, name: textOf(nick), email: textOf(mail) },
    createdAt: fields.insertedAt ?? fields.insertedat ?? fields.createdAt ?? fields.createdat,
    status: flagOf(isSpam) ? 'spam' : (STATUSES[textOf(status) ?? 'approved'] ?? 'pending'),
    body: bodyOf(typeof comment === 'string' ? comment : '', format),
    pinned: flagOf(fields.sticky),
    votes: countOf(fields.like),
  };
}

const STATUSES: Readonly<Record<string, ImportStatus>> = { approved: 'published', waiting: 'pending', spam: 'spam' };

/** Whom a reply answers is said by its parent, so the mention at its beginning goes. Waline keeps HTML that was imported into it. */
function bodyOf(text: string, format: 'markdown' | 'html'): ImportBody {
  const isHtml = format === 'html' || /^\s*<(p|div|a|blockquote|ul|ol|pre)\b[^]*>\s*$/i.test(text);
  const value = isHtml ? withoutMention(text) : text.replace(/^\s*\[@[^\]]*\]\(#[^)]*\)\s*[,:，]?\s*/, '');
  return { format: isHtml ? 'html' : 'markdown', value };
}

/** Without a link to another comment at the beginning. */
function withoutMention(html: string): string {
  const [start = ''] = /^\s*(?:<p>\s*)?/i.exec(html) ?? [];
  const link = html.slice(start.length);
  const [opening] = /^<a\b[^>]*>/i.exec(link) ?? [];
  if (opening === undefined || !/\bhref="#/i.test(opening)) return html;
  const [words] = /^[^<]*<\/a>/i.exec(link.slice(opening.length)) ?? [];
  if (words === undefined) return html;
  return start + link.slice(opening.length + words.length).replace(/^\s*[,:，]?\s*/, '');
}

/** Paths are stored as the browser had them, percent-encoded or not. */
export function pathOf(url: string | null): string | null {
  if (url === null) return null;
  try {
    return encodeURI(decodeURI(url));
  } catch {
    return url;
  }
}
