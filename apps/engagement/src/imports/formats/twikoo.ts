import type { ImportItem } from '../import-item';
import type { ImportFormat } from './format';
import { hasKeys, itemsOf } from './json-format';
import { addressOf, countOf, type Fields, flagOf, idOf, listOf, parentIdOf, textOf } from './values';
import { pathOf } from './waline';

/** Twikoo's export: a list, or a line each from CloudBase. `isSpam` also stands for hidden. */
export const twikoo: ImportFormat = {
  name: 'twikoo',
  title: 'Twikoo (JSON, NDJSON)',
  recognizes: (file) => hasKeys(file, '_id', 'comment') && (hasKeys(file, 'href') || hasKeys(file, 'master')),
  read: (files, { origin }) => itemsOf(files, [], (fields) => commentOf(fields, origin)),
};

function* commentOf(fields: Fields, origin: string | null): Generator<ImportItem> {
  const { _id: id, nick, mail, url, href, comment, pid, rid, isSpam, top, created, updated } = fields;
  const path = pathOf(textOf(url) ?? textOf(href));
  if (path !== null)
    yield { kind: 'thread', id: path, url: pathOf(textOf(href)) ?? addressOf(path, origin), title: null };
  const voters = listOf(fields.like ?? fields.ups)
    .map(idOf)
    .filter((voter) => voter !== null);
  yield {
    kind: 'comment',
    id: idOf(id),
    threadId: path,
    parentId: parentIdOf(pid) ?? parentIdOf(rid),
    author: { id: null, name: textOf(nick), email: textOf(mail) },
    createdAt: created,
    // A comment that was only voted for has another time, too.
    editedAt: flagOf(fields.edited) ? updated : undefined,
    status: flagOf(isSpam) ? 'spam' : 'published',
    body: { format: 'html', value: typeof comment === 'string' ? comment : '' },
    pinned: flagOf(top),
    ...(voters.length > 0 ? { voters } : { votes: countOf(fields.like) }),
    downVotes: listOf(fields.downs).length,
  };
}
