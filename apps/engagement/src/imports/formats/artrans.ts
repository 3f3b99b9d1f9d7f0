import type { ImportItem } from '../import-item';
import type { ImportFormat } from './format';
import { hasKeys, itemsOf } from './json-format';
import { addressOf, countOf, type Fields, flagOf, idOf, parentIdOf, textOf } from './values';

/** Artrans, in which Artalk exports. All values are text in its newer versions; version 1 has real booleans and `date`. */
export const artrans: ImportFormat = {
  name: 'artrans',
  title: 'Artalk (Artrans)',
  recognizes: (file) => hasKeys(file, 'page_key', 'content'),
  read: (files, { origin }) => itemsOf(files, [], (fields) => commentOf(fields, origin)),
};

function* commentOf(fields: Fields, origin: string | null): Generator<ImportItem> {
  const { id, rid, content, nick, email, page_key: pageKey, page_title: title, created_at: created, date } = fields;
  const key = textOf(pageKey);
  if (key !== null) {
    const url = /^(\/|https?:)/.test(key) ? addressOf(key, origin) : null;
    yield {
      kind: 'thread',
      id: key,
      url,
      identifier: key,
      title: textOf(title),
      closed: flagOf(fields.page_admin_only),
    };
  }
  yield {
    kind: 'comment',
    id: idOf(id),
    threadId: key,
    parentId: parentIdOf(rid),
    author: { id: null, name: textOf(nick), email: textOf(email) },
    createdAt: created ?? date,
    editedAt: fields.updated_at,
    status: flagOf(fields.is_pending) ? 'pending' : 'published',
    body: { format: 'markdown', value: typeof content === 'string' ? content : '' },
    pinned: flagOf(fields.is_pinned),
    votes: countOf(fields.vote_up),
    downVotes: countOf(fields.vote_down),
  };
}
