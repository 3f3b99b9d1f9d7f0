import type { ImportItem } from '../import-item';
import type { InputFile } from '../input/input-file';
import { sqliteRows } from '../input/sqlite';
import type { ImportFormat } from './format';
import { hasKeys, itemsOf } from './json-format';
import { addressOf, countOf, type Fields, idOf, isFields, listOf, parentIdOf, textOf } from './values';

const QUERY = `select c.id, c.parent, c.created, c.modified, c.mode, c.text, c.author, c.email, c.likes, c.dislikes, t.uri, t.title
  from comments c join threads t on t.id = c.tid order by c.id`;

const isDatabase = ({ head }: InputFile): boolean => head.startsWith('SQLite format 3');

/** Isso's database, which is all that it has, and its generic JSON. Pages are named by their path. */
export const isso: ImportFormat = {
  name: 'isso',
  title: 'Isso (comments.db, generic JSON)',
  recognizes: (file) => isDatabase(file) || (hasKeys(file, 'comments', 'title', 'text') && /^\s*\[/.test(file.head)),
  async *read(files, { origin }) {
    for (const file of files) {
      if (isDatabase(file)) {
        for await (const row of sqliteRows(file, QUERY))
          yield* commentOf(row, threadOf(textOf(row.uri), row, origin), String);
      } else yield* itemsOf([file], [], (fields) => threadWithComments(fields, origin));
    }
  },
};

type Thread = Extract<ImportItem, { kind: 'thread' }>;

function threadOf(path: string | null, { title }: Fields, origin: string | null): Thread | null {
  if (path === null) return null;
  return {
    kind: 'thread',
    id: path,
    url: /^(\/|https?:)/.test(path) ? addressOf(path, origin) : null,
    identifier: path,
    title: decoded(textOf(title)),
  };
}

function* threadWithComments(fields: Fields, origin: string | null): Generator<ImportItem> {
  const id = idOf(fields.id);
  const thread = threadOf(id, fields, origin);
  // Ids are those of one thread.
  for (const comment of listOf(fields.comments).filter(isFields))
    yield* commentOf(comment, thread, (own) => `${id ?? ''}#${own}`);
}

function* commentOf(fields: Fields, thread: Thread | null, named: (id: string) => string): Generator<ImportItem> {
  const { id, parent, text, author, email, mode, likes, dislikes } = fields;
  const own = idOf(id);
  const answered = parentIdOf(parent);
  if (thread) yield thread;
  yield {
    kind: 'comment',
    id: own === null ? null : named(own),
    threadId: thread?.id ?? null,
    parentId: answered === null ? null : named(answered),
    author: { id: null, name: textOf(author), email: textOf(email) },
    createdAt: fields.created_epoch ?? fields.created,
    editedAt: fields.modified_epoch ?? fields.modified,
    // 1 live, 2 pending, 4 deleted and kept for its replies.
    status: countOf(mode) === 4 ? 'deleted' : countOf(mode) === 2 ? 'pending' : 'published',
    body: { format: 'markdown', value: typeof text === 'string' ? text : '' },
    votes: countOf(likes),
    downVotes: countOf(dislikes),
  };
}

function decoded(title: string | null): string | null {
  try {
    return title === null ? null : decodeURIComponent(title);
  } catch {
    return title;
  }
}
