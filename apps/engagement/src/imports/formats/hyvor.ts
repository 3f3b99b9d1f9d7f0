import type { ImportItem, ImportStatus } from '../import-item';
import type { ImportFormat } from './format';
import { hasKeys, itemsOf } from './json-format';
import { countOf, type Fields, flagOf, idOf, isFields, parentIdOf, textOf } from './values';

/** Comments as Hyvor Talk's console API answers them; its export file is not documented. */
export const hyvor: ImportFormat = {
  name: 'hyvor',
  title: 'Hyvor Talk (JSON of its API)',
  recognizes: (file) => hasKeys(file, 'body_html', 'page'),
  read: (files) => itemsOf(files, ['data', 'comments'], commentOf),
};

function* commentOf(fields: Fields): Generator<ImportItem> {
  const { id, user, page, parent, body_html: html, status } = fields;
  const place = isFields(page) ? page : {};
  const account = isFields(user) ? user : {};
  const threadId = idOf(place.id) ?? textOf(place.identifier) ?? textOf(place.url);
  const type = textOf(account.type) ?? 'user';
  const own = idOf(account.htid ?? account.sso_id ?? account.id);
  if (threadId !== null) {
    const { url, identifier, title } = place;
    yield {
      kind: 'thread',
      id: threadId,
      url: textOf(url),
      identifier: textOf(identifier),
      title: textOf(title),
      closed: flagOf(place.is_closed),
    };
  }
  yield {
    kind: 'comment',
    id: idOf(id),
    threadId,
    parentId: parentIdOf(isFields(parent) ? parent.id : (fields.parent_id ?? parent)),
    author: { id: own === null ? null : `${type}:${own}`, name: textOf(account.name), email: textOf(account.email) },
    createdAt: fields.created_at,
    status: STATUSES[textOf(status) ?? 'published'] ?? 'pending',
    body: { format: 'html', value: textOf(html) ?? '' },
    pinned: flagOf(fields.is_featured),
    votes: countOf(fields.upvotes),
    downVotes: countOf(fields.downvotes),
  };
}

const STATUSES: Readonly<Record<string, ImportStatus>> = {
  published: 'published',
  pending: 'pending',
  spam: 'spam',
  deleted: 'deleted',
};
