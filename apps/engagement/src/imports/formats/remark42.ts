import { ImportRefusedError } from '../import-problem';
import type { ImportItem } from '../import-item';
import type { ImportFormat } from './format';
import { itemsOf } from './json-format';
import { type Fields, flagOf, idOf, isFields, listOf, parentIdOf, textOf } from './values';

/** remark42's native backup: a line about users and posts, then a comment on each line. */
export const remark42: ImportFormat = {
  name: 'remark42',
  title: 'remark42 (native backup)',
  recognizes: ({ head }) =>
    /^\s*\{\s*"version"\s*:\s*\d+\s*,\s*"(users|posts)"/.test(head) || /"locator"\s*:\s*\{/.test(head),
  read: (files) => itemsOf(files, [], (fields) => ('locator' in fields ? commentOf(fields) : headOf(fields))),
};

function* headOf({ version, posts }: Fields): Generator<ImportItem> {
  if (typeof version === 'number' && version > 1)
    throw new ImportRefusedError(`This is version ${version} of remark42's backup; version 1 is known.`);
  for (const post of listOf(posts).filter(isFields)) {
    const url = textOf(post.url);
    if (url !== null) yield { kind: 'thread', id: url, url, title: null, closed: flagOf(post.read_only) };
  }
}

function* commentOf(fields: Fields): Generator<ImportItem> {
  const { id, pid, text, orig, user, locator, votes, time, edit, pin, title } = fields;
  const url = isFields(locator) ? textOf(locator.url) : null;
  const account = isFields(user) ? user : {};
  const marks = isFields(votes) ? Object.entries(votes) : [];
  const source = textOf(orig);
  if (url !== null) yield { kind: 'thread', id: url, url, title: textOf(title) };
  yield {
    kind: 'comment',
    id: idOf(id),
    threadId: url,
    parentId: parentIdOf(pid),
    author: { id: idOf(account.id), name: textOf(account.name), email: null },
    createdAt: time,
    editedAt: isFields(edit) ? edit.time : undefined,
    status: flagOf(fields.delete) ? 'deleted' : 'published',
    body: source === null ? { format: 'html', value: textOf(text) ?? '' } : { format: 'markdown', value: String(orig) },
    pinned: flagOf(pin),
    voters: marks.filter(([, isUp]) => isUp === true).map(([voter]) => voter),
    downVotes: marks.filter(([, isUp]) => isUp === false).length,
  };
}
