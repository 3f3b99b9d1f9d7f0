import type { ImportItem, ImportStatus } from '../import-item';
import { csvRows } from '../input/csv';
import type { ImportFormat } from './format';
import { hasKeys, itemsOf } from './json-format';
import { addressOf, countOf, type Fields, flagOf, idOf, listOf, parentIdOf, textOf } from './values';

/** JSON Lines of our own, for whatever has no format here: docs/moving.md lists the fields. */
export const jsonLines: ImportFormat = {
  name: 'jsonl',
  title: 'JSON Lines',
  recognizes: (file) => hasKeys(file, 'page', 'body') || hasKeys(file, 'url', 'body', 'createdAt'),
  read: (files, { origin }) => itemsOf(files, ['comments'], (fields) => itemOf(fields, origin)),
};

/** A table with a head, of comma, semicolon or tab separated values. */
export const csv: ImportFormat = {
  name: 'csv',
  title: 'CSV',
  recognizes: ({ head }) => {
    const names = columnsOf(head.slice(0, head.search(/\r?\n/)));
    return names.includes('body') && (names.includes('page') || names.includes('url'));
  },
  async *read(files, { origin }) {
    for (const file of files) {
      const [line = ''] = file.head.split(/\r?\n/, 1);
      const columns = columnsOf(line);
      let isHead = true;
      for await (const row of csvRows(file, delimiterOf(line))) {
        if (row.kind === 'note') yield row;
        else if (isHead) isHead = false;
        else
          yield* itemOf(
            Object.fromEntries(columns.map((column, index) => [column, withoutGuard(row.values[index])])),
            origin,
          );
      }
    }
  },
};

/** Names that others give to the columns, in lower case without spaces, hyphens and underscores. */
const ALIASES: Readonly<Record<string, string>> = {
  commentid: 'id',
  parentid: 'parent',
  parentcommentid: 'parent',
  inreplyto: 'parent',
  pageurl: 'url',
  link: 'url',
  permalink: 'url',
  pagekey: 'page',
  slug: 'page',
  thread: 'page',
  threadid: 'page',
  pagetitle: 'title',
  authorname: 'author',
  name: 'author',
  nickname: 'author',
  authoremail: 'email',
  mail: 'email',
  authorid: 'authorId',
  userid: 'authorId',
  date: 'createdAt',
  created: 'createdAt',
  createdat: 'createdAt',
  time: 'createdAt',
  editedat: 'editedAt',
  updatedat: 'editedAt',
  comment: 'body',
  content: 'body',
  text: 'body',
  message: 'body',
  bodyformat: 'format',
  approved: 'approved',
  likes: 'votes',
  upvotes: 'votes',
  downvotes: 'downVotes',
  dislikes: 'downVotes',
};

/** Exports put an apostrophe before what a spreadsheet would take for a formula. */
const withoutGuard = (value: string | undefined): string | undefined => value?.replace(/^'(?='*[=+\-@\t\r])/, '');

const delimiterOf = (line: string): string =>
  [',', ';', '\t'].sort((one, other) => line.split(other).length - line.split(one).length)[0] ?? ',';

const columnsOf = (line: string): string[] =>
  line
    .replace(/^\ufeff/, '')
    .split(delimiterOf(line))
    .map((name) => {
      const plain = name
        .trim()
        .replace(/^"|"$/g, '')
        .replace(/[\s_-]/g, '')
        .toLowerCase();
      return ALIASES[plain] ?? plain;
    });

function* itemOf(fields: Fields, origin: string | null): Generator<ImportItem> {
  const { id, parent, page, url, title, author, email, authorId, body, format, status, approved } = fields;
  const key = textOf(page);
  const address =
    addressOf(textOf(url), origin) ?? (key !== null && /^(\/|https?:)/.test(key) ? addressOf(key, origin) : null);
  const threadId = key ?? address;
  if (threadId !== null)
    yield {
      kind: 'thread',
      id: threadId,
      url: address,
      identifier: key,
      title: textOf(title),
      closed: flagOf(fields.closed),
    };
  if (body === undefined) return;
  const voters = listOf(fields.voters)
    .map(idOf)
    .filter((voter) => voter !== null);
  const said =
    textOf(status)?.toLowerCase() ?? (textOf(approved) === null || flagOf(approved) ? 'published' : 'pending');
  yield {
    kind: 'comment',
    id: idOf(id),
    threadId,
    parentId: parentIdOf(parent ?? fields.parentId),
    author: { id: idOf(authorId), name: textOf(author), email: textOf(email) },
    createdAt: fields.createdAt,
    editedAt: fields.editedAt,
    status: STATUSES[said] ?? 'pending',
    body: { format: formatOf(textOf(format)), value: typeof body === 'string' ? body : (textOf(body) ?? '') },
    pinned: flagOf(fields.pinned),
    ...(voters.length > 0 ? { voters } : { votes: countOf(fields.votes) }),
    downVotes: countOf(fields.downVotes),
  };
}

const formatOf = (format: string | null) => (format === 'html' || format === 'text' ? format : 'markdown');

const STATUSES: Readonly<Record<string, ImportStatus>> = {
  published: 'published',
  approved: 'published',
  '1': 'published',
  pending: 'pending',
  '0': 'pending',
  spam: 'spam',
  deleted: 'deleted',
};
