import type { ImportAuthor, ImportItem, ImportStatus } from '../import-item';
import type { ImportFormat } from './format';
import { hasKeys, itemsOf } from './json-format';
import { addressOf, countOf, type Fields, flagOf, idOf, isFields, listOf, textOf } from './values';

/** Discussions of GitHub as its GraphQL API answers them, one answer or one discussion a line or in a list. giscus keeps comments there. */
export const giscus: ImportFormat = {
  name: 'giscus',
  title: 'giscus (GitHub Discussions, GraphQL JSON)',
  recognizes: (file) =>
    hasKeys(file, 'replies', 'createdAt') &&
    (hasKeys(file, 'discussions') || hasKeys(file, 'discussion') || hasKeys(file, 'comments', 'title')),
  async *read(files, { origin }) {
    const lists = [
      'data.repository.discussions.nodes',
      'data.repository',
      'repository.discussions.nodes',
      'repository',
    ];
    yield* itemsOf(files, lists, function* (fields) {
      for (const discussion of discussionsIn(fields)) yield* discussionItems(discussion, origin);
    });
  },
};

/** In whatever is around them. */
function discussionsIn(fields: Fields): readonly Fields[] {
  const { data, repository, discussions, discussion } = fields;
  if (isFields(data)) return discussionsIn(data);
  if (isFields(repository)) return discussionsIn(repository);
  if (isFields(discussions)) return listOf(discussions.nodes).filter(isFields);
  if (isFields(discussion)) return [discussion];
  return isFields(fields.comments) ? [fields] : [];
}

function* discussionItems(discussion: Fields, origin: string | null): Generator<ImportItem> {
  const id = idOf(discussion.id);
  const title = textOf(discussion.title);
  // giscus names a discussion by the path or address of its page, unless the site chose another name.
  const isPlace = title !== null && /^(https?:\/\/|\/?[^\s/]+(\/|$))\S*$/.test(title);
  if (id !== null) {
    yield {
      kind: 'thread',
      id,
      url: isPlace ? addressOf(title, origin) : null,
      identifier: title,
      title: isPlace ? null : title,
      closed: flagOf(discussion.locked),
    };
  }
  const comments = isFields(discussion.comments) ? discussion.comments : {};
  for (const comment of listOf(comments.nodes).filter(isFields)) {
    yield commentOf(comment, id, null);
    const replies = isFields(comment.replies) ? comment.replies : {};
    for (const reply of listOf(replies.nodes).filter(isFields)) {
      const answered = isFields(reply.replyTo) ? idOf(reply.replyTo.id) : null;
      yield commentOf(reply, id, answered ?? idOf(comment.id));
    }
    if (hasMore(replies))
      yield {
        kind: 'note',
        item: idOf(comment.id) ?? 'comment',
        problem: 'truncated',
        detail: 'replies has further pages',
      };
  }
  if (hasMore(comments))
    yield { kind: 'note', item: id ?? 'discussion', problem: 'truncated', detail: 'comments has further pages' };
}

const hasMore = ({ pageInfo }: Fields): boolean => isFields(pageInfo) && flagOf(pageInfo.hasNextPage);

function commentOf(comment: Fields, threadId: string | null, parentId: string | null): ImportItem {
  const { author, body, bodyHTML: html, createdAt, lastEditedAt, deletedAt, isMinimized, minimizedReason } = comment;
  const text = textOf(body);
  // One person may vote and react: the larger of both counts nobody twice.
  const votes = Math.max(countOf(comment.upvoteCount), reactionsOf(comment, 'THUMBS_UP'));
  const status: ImportStatus = deletedAt
    ? 'deleted'
    : !flagOf(isMinimized)
      ? 'published'
      : /spam/i.test(textOf(minimizedReason) ?? '')
        ? 'spam'
        : 'pending';
  return {
    kind: 'comment',
    id: idOf(comment.id),
    threadId,
    parentId,
    author: authorOf(author),
    createdAt,
    editedAt: lastEditedAt,
    status,
    body: text === null ? { format: 'html', value: textOf(html) ?? '' } : { format: 'markdown', value: String(body) },
    votes,
    downVotes: reactionsOf(comment, 'THUMBS_DOWN'),
  };
}

/** Null for an account that was deleted. */
function authorOf(author: unknown): ImportAuthor {
  const login = isFields(author) ? textOf(author.login) : null;
  return login === null ? { id: 'ghost', name: 'ghost', email: null } : { id: login, name: login, email: null };
}

function reactionsOf({ reactionGroups }: Fields, content: string): number {
  const group = listOf(reactionGroups)
    .filter(isFields)
    .find((one) => one.content === content);
  const people = group && (isFields(group.users) ? group.users : isFields(group.reactors) ? group.reactors : null);
  return people ? countOf(people.totalCount) : 0;
}
