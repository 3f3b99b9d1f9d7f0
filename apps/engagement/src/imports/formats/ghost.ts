import type { ImportItem, ImportStatus } from '../import-item';
import type { InputFile } from '../input/input-file';
import { jsonRecords } from '../input/json';
import type { ImportFormat } from './format';
import { itemsOf } from './json-format';
import { addressOf, type Fields, idOf, isFields, textOf } from './values';

const TABLES = ['posts', 'members', 'comments', 'comment_likes'].flatMap((table) => [
  `db.*.data.${table}`,
  `data.${table}`,
]);

/** A full backup of Ghost, as JSON: what its settings export has no comments. Likes are a table of their own. */
export const ghost: ImportFormat = {
  name: 'ghost',
  title: 'Ghost (full backup as JSON)',
  recognizes: ({ head }) =>
    /^\s*\{\s*"(db|data|meta)"/.test(head) &&
    !/"type"\s*:\s*"waline"/.test(head) &&
    /"(exported_on|posts|comments|members)"/.test(head),
  async *read(files, { origin }) {
    const likes = await likesOf(files);
    yield* itemsOf(files, TABLES, (fields, list) => {
      const table = list.split('.').at(-1);
      if (table === 'posts') return postOf(fields, origin);
      if (table === 'members') return memberOf(fields);
      return table === 'comments' ? commentOf(fields, likes) : [];
    });
  },
};

/** Who likes what: the comments may come before. */
async function likesOf(files: readonly InputFile[]): Promise<ReadonlyMap<string, string[]>> {
  const likes = new Map<string, string[]>();
  for (const file of files) {
    for await (const record of jsonRecords(
      file,
      TABLES.filter((table) => table.endsWith('comment_likes')),
    )) {
      if (record.kind === 'note' || !isFields(record.value)) continue;
      const [comment, member] = [idOf(record.value.comment_id), idOf(record.value.member_id)];
      if (comment === null || member === null) continue;
      const ofComment = likes.get(comment);
      if (ofComment) ofComment.push(member);
      else likes.set(comment, [member]);
    }
  }
  return likes;
}

function* postOf({ id, slug, title, canonical_url: canonical }: Fields, origin: string | null): Generator<ImportItem> {
  const own = idOf(id);
  const name = textOf(slug);
  const url = textOf(canonical) ?? (name === null ? null : addressOf(`/${name}/`, origin));
  if (own !== null) yield { kind: 'thread', id: own, url, identifier: name, title: textOf(title) };
}

function* memberOf({ id, name, email }: Fields): Generator<ImportItem> {
  const own = idOf(id);
  if (own !== null) yield { kind: 'account', id: own, name: textOf(name), email: textOf(email) };
}

function* commentOf(fields: Fields, likes: ReadonlyMap<string, string[]>): Generator<ImportItem> {
  const id = idOf(fields.id);
  const member = idOf(fields.member_id);
  yield {
    kind: 'comment',
    id,
    threadId: idOf(fields.post_id),
    parentId: idOf(fields.in_reply_to_id) ?? idOf(fields.parent_id),
    author: member === null ? null : { id: member, name: null, email: null },
    createdAt: fields.created_at,
    editedAt: fields.edited_at,
    status: STATUSES[textOf(fields.status) ?? 'published'] ?? 'pending',
    body: { format: 'html', value: textOf(fields.html) ?? '' },
    voters: (id === null ? undefined : likes.get(id)) ?? [],
  };
}

/** What staff hid is for moderators here. */
const STATUSES: Readonly<Record<string, ImportStatus>> = {
  published: 'published',
  hidden: 'pending',
  deleted: 'deleted',
};
