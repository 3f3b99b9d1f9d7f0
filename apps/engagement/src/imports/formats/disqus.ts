import type { ImportComment, ImportItem, ImportThread } from '../import-item';
import { childOf, childText, type XmlElement, xmlRecords } from '../input/xml';
import type { ImportFormat } from './format';
import { flagOf } from './values';

/** The XML that Disqus sends to the owner of a forum. It has no votes, no websites, and rarely an e-mail address. */
export const disqus: ImportFormat = {
  name: 'disqus',
  title: 'Disqus (XML)',
  recognizes: ({ head }) => /<disqus[\s>]/.test(head) || head.includes('http://disqus.com/disqus-internals'),
  async *read(files) {
    for (const file of files) {
      let isWhole = true;
      for await (const { element } of xmlRecords(file, isRecord, (whole) => (isWhole = whole))) {
        const item = element.name === 'thread' ? threadOf(element) : commentOf(element);
        if (item) yield item;
      }
      if (!isWhole) yield { kind: 'note', item: file.name, problem: 'truncated' } satisfies ImportItem;
    }
  },
};

/** A thread inside of a post is a reference to one. */
const isRecord = (name: string, within: string | null) => within === null && (name === 'thread' || name === 'post');

function threadOf(element: XmlElement): ImportThread | null {
  const id = element.attributes.get('id') ?? null;
  if (id === null) return null;
  const link = childText(element, 'link');
  const identifier = childText(element, 'id');
  return {
    kind: 'thread',
    id,
    url: link ?? (identifier !== null && /^https?:\/\//.test(identifier) ? identifier : null),
    identifier,
    title: childText(element, 'title'),
    closed: flagOf(childText(element, 'isClosed')),
    deleted: flagOf(childText(element, 'isDeleted')),
  };
}

function commentOf(post: XmlElement): ImportComment {
  const author = childOf(post, 'author');
  const isDeleted = flagOf(childText(post, 'isDeleted'));
  const isHeld = childText(post, 'isApproved') === 'false';
  return {
    kind: 'comment',
    id: post.attributes.get('id') ?? childText(post, 'id'),
    threadId: childOf(post, 'thread')?.attributes.get('id') ?? null,
    parentId: childOf(post, 'parent')?.attributes.get('id') ?? null,
    author: author
      ? { id: childText(author, 'username'), name: childText(author, 'name'), email: childText(author, 'email') }
      : null,
    createdAt: childText(post, 'createdAt'),
    status: isDeleted ? 'deleted' : flagOf(childText(post, 'isSpam')) ? 'spam' : isHeld ? 'pending' : 'published',
    body: { format: 'html', value: childText(post, 'message') ?? '' },
  };
}
