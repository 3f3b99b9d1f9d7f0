import type { ImportItem, ImportStatus } from '../import-item';
import { csvRows } from '../input/csv';
import type { InputFile } from '../input/input-file';
import type { ImportFormat } from './format';
import { itemsOf } from './json-format';
import { countOf, type Fields, idOf, isFields, listOf, textOf } from './values';

/** Its id, another field, and then a status, an address or an e-mail address. */
function isRow(line: string): boolean {
  const [id, , ...more] = line.split(',');
  return id !== '' && /APPROVED|REJECTED|NONE|https?:\/\/|@/.test(more.join(','));
}

/**
 * Coral: its CSV files (`comments.csv`, `stories.csv`, `users.csv`, without a head), and collections of MongoDB as `mongoexport` writes them, of
 * Talk 4 and of later versions. A folder or an archive holds them together; the names say what they are.
 */
export const coral: ImportFormat = {
  name: 'coral',
  title: 'Coral (CSV, mongoexport)',
  recognizes: (file) =>
    collectionOf(file) !== null &&
    (isCsv(file)
      ? file.head.split('\n').some(isRow)
      : /"(asset_id|storyID|author_id|authorID|body_history|revisions|profiles)"/.test(file.head)),
  async *read(files) {
    const known = files.flatMap((file) => {
      const collection = collectionOf(file);
      return collection ? [{ file, collection }] : [];
    });
    for (const { file, collection } of known) {
      if (!isCsv(file)) yield* itemsOf([file], [], ITEMS[collection]);
      else
        for await (const row of csvRows(file)) {
          if (row.kind === 'note') yield row;
          else yield* ITEMS[collection](namedBy(COLUMNS[collection], row.values));
        }
    }
  },
};

type Collection = 'comments' | 'stories' | 'users';

function collectionOf({ name, head }: InputFile): Collection | null {
  if (/comment/i.test(name)) return 'comments';
  if (/stor(y|ies)|asset/i.test(name)) return 'stories';
  if (/user/i.test(name)) return 'users';
  if (/"(body_history|revisions)"/.test(head)) return 'comments';
  return null;
}

const isCsv = ({ name, head }: InputFile): boolean => /\.csv$/i.test(name) || !/^\s*[[{]/.test(head);

const COLUMNS = {
  comments: ['id', 'author_id', 'asset_id', 'created_at', 'body', 'parent_id', 'status'],
  stories: ['id', 'url', 'title', 'author', 'publication_date', 'closedAt'],
  users: ['id', 'email', 'username'],
} as const satisfies Record<Collection, readonly string[]>;

const namedBy = (columns: readonly string[], row: readonly string[]): Fields =>
  Object.fromEntries(columns.map((column, index) => [column, row[index]]));

const ITEMS: Readonly<Record<Collection, (fields: Fields) => Generator<ImportItem>>> = {
  *comments(fields) {
    const texts = listOf(fields.body_history ?? fields.revisions).filter(isFields);
    const body = textOf(texts.at(-1)?.body ?? fields.body) ?? '';
    const deleted = fields.deleted_at ?? fields.deletedAt;
    const authorId = idOf(fields.author_id ?? fields.authorID);
    const isHtml = fields.body_history === undefined;
    yield {
      kind: 'comment',
      id: idOf(fields.id),
      threadId: idOf(fields.asset_id ?? fields.storyID),
      parentId: idOf(fields.parent_id ?? fields.parentID),
      author: authorId === null ? null : { id: authorId, name: null, email: null },
      createdAt: fields.created_at ?? fields.createdAt,
      editedAt: texts.length > 1 ? (texts.at(-1)?.created_at ?? texts.at(-1)?.createdAt) : undefined,
      status: deleted ? 'deleted' : (STATUSES[textOf(fields.status) ?? 'NONE'] ?? 'pending'),
      body: { format: isHtml ? 'html' : 'text', value: body },
      pinned: listOf(fields.tags)
        .filter(isFields)
        .some((tag) => tag.type === 'FEATURED' || (isFields(tag.tag) && tag.tag.name === 'FEATURED')),
      votes: isFields(fields.actionCounts)
        ? countOf(fields.actionCounts.REACTION)
        : isFields(fields.action_counts)
          ? countOf(fields.action_counts.respect ?? fields.action_counts.like)
          : 0,
    };
  },
  *stories(fields) {
    const id = idOf(fields.id);
    const closed = fields.closedAt ?? fields.closed_at;
    if (id !== null)
      yield {
        kind: 'thread',
        id,
        url: textOf(fields.url),
        title: textOf(isFields(fields.metadata) ? fields.metadata.title : fields.title),
        closed: closed !== undefined && closed !== null && closed !== '' && closed !== false,
      };
  },
  *users(fields) {
    const id = idOf(fields.id);
    const local = listOf(fields.profiles)
      .filter(isFields)
      .find(({ provider, type }) => provider === 'local' || type === 'local');
    if (id !== null)
      yield { kind: 'account', id, name: textOf(fields.username), email: textOf(fields.email ?? local?.id) };
  },
};

/** NONE: visible, and never looked at by a moderator. What was rejected stays where moderators see it. */
const STATUSES: Readonly<Record<string, ImportStatus>> = {
  NONE: 'published',
  ACCEPTED: 'published',
  APPROVED: 'published',
  REJECTED: 'pending',
  PREMOD: 'pending',
  SYSTEM_WITHHELD: 'pending',
};
