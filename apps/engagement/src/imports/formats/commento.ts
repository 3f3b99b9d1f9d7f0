import type { ImportItem } from '../import-item';
import type { ImportFormat } from './format';
import { hasKeys, itemsOf } from './json-format';
import { countOf, type Fields, flagOf, idOf, parentIdOf, textOf } from './values';

/** Commento's export, version 1. A page is named by its path; accounts come after the comments, some of them more than once. */
export const commento: ImportFormat = {
  name: 'commento',
  title: 'Commento (JSON)',
  recognizes: (file) => hasKeys(file, 'commentHex'),
  read: (files) =>
    itemsOf(files, ['comments', 'commenters'], (fields, list) =>
      list === 'commenters' ? accountOf(fields) : commentOf(fields),
    ),
};

function* accountOf({ commenterHex, name, email }: Fields): Generator<ImportItem> {
  const id = idOf(commenterHex);
  if (id !== null) yield { kind: 'account', id, name: textOf(name), email: textOf(email) };
}

function* commentOf(fields: Fields): Generator<ImportItem> {
  const { commentHex, domain, url, commenterHex, markdown, html, parentHex, state, creationDate, deleted, score } =
    fields;
  const host = textOf(domain);
  const address = host === null ? textOf(url) : `https://${host}${textOf(url) ?? ''}`;
  const author = idOf(commenterHex);
  const text = textOf(markdown);
  if (address !== null) yield { kind: 'thread', id: address, url: address, title: null };
  yield {
    kind: 'comment',
    id: idOf(commentHex),
    threadId: address,
    parentId: parentIdOf(parentHex),
    author:
      author === null || author === 'anonymous'
        ? { id: null, name: 'Anonymous', email: null }
        : { id: author, name: null, email: null },
    createdAt: creationDate,
    status:
      flagOf(deleted) || text === '[deleted]'
        ? 'deleted'
        : state === 'unapproved'
          ? 'pending'
          : state === 'flagged'
            ? 'spam'
            : 'published',
    body:
      text === null ? { format: 'html', value: textOf(html) ?? '' } : { format: 'markdown', value: String(markdown) },
    votes: countOf(score),
    downVotes: -Math.min(0, countOf(score)),
  };
}
