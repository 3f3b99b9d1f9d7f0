import { textOfHtml } from '../body/text-of-html';
import type { ImportComment, ImportItem, ImportStatus, ImportThread } from '../import-item';
import { childOf, childText, type XmlElement, xmlRecords } from '../input/xml';
import type { ImportFormat } from './format';
import { addressOf } from './values';

/** Atom of Blogger: the backup of old, and the feed in an archive of Google Takeout. Comments may come before their posts. */
export const blogger: ImportFormat = {
  name: 'blogger',
  title: 'Blogger (Atom, Takeout)',
  recognizes: ({ head }) => /<(\w+:)?feed[\s>]/.test(head) && /blogger\.com|schemas\.google\.com\/blogger/.test(head),
  async *read(files, { origin }) {
    for (const file of files) {
      let isWhole = true;
      for await (const { element } of xmlRecords(
        file,
        (name, within) => within === null && name === 'entry',
        (whole) => (isWhole = whole),
      )) {
        const kind = kindOf(element);
        if (kind === 'comment') {
          const comment = commentOf(element);
          const thread = threadOfComment(element, comment);
          if (thread) yield thread;
          yield comment;
        } else if (kind === 'post' || kind === 'page') yield threadOf(element, origin);
      }
      if (!isWhole) yield { kind: 'note', item: file.name, problem: 'truncated' } satisfies ImportItem;
    }
  },
};

function kindOf(entry: XmlElement): string {
  const type = childText(entry, 'type');
  if (type !== null) return type.toLowerCase();
  const kind = entry.children.find(
    ({ name, attributes }) => name === 'category' && (attributes.get('scheme') ?? '').endsWith('#kind'),
  );
  return kind?.attributes.get('term')?.split('#').at(-1) ?? '';
}

/** `tag:blogger.com,1999:blog-1.post-2` is 2; comments are numbered like posts. */
const numberOf = (id: string | null): string | null => (id === null ? null : id.split(/\D/).at(-1) || id);

const linkOf = (entry: XmlElement, rel: string): string | null =>
  entry.children
    .find(({ name, attributes }) => name === 'link' && attributes.get('rel') === rel)
    ?.attributes.get('href') ?? null;

function threadOf(entry: XmlElement, origin: string | null): ImportThread {
  const title = childText(entry, 'title');
  const id = numberOf(childText(entry, 'id')) ?? '';
  return {
    kind: 'thread',
    id,
    url: linkOf(entry, 'alternate') ?? addressOf(childText(entry, 'filename'), origin),
    title: title === null ? null : textOfHtml(title),
  };
}

/** A comment knows the address of its post, which may not be in the file. */
function threadOfComment(entry: XmlElement, { threadId }: ImportComment): ImportThread | null {
  const href = childOf(entry, 'in-reply-to')?.attributes.get('href') ?? null;
  return threadId === null || href === null
    ? null
    : { kind: 'thread', id: threadId, url: href.split('#', 1)[0] ?? href, title: null };
}

function commentOf(entry: XmlElement): ImportComment {
  const author = childOf(entry, 'author');
  const uri = author ? childText(author, 'uri') : null;
  const reply = childOf(entry, 'in-reply-to');
  const related = linkOf(entry, 'related');
  const answered =
    childText(entry, 'inReplyTo') ??
    (related === null ? null : (/\/comments\/default\/(\d+)/.exec(related)?.[1] ?? null));
  return {
    kind: 'comment',
    id: numberOf(childText(entry, 'id')),
    threadId: numberOf(childText(entry, 'parent') ?? reply?.attributes.get('ref') ?? null),
    parentId: numberOf(answered),
    author: author ? { id: uri, name: childText(author, 'name'), email: childText(author, 'email') } : null,
    createdAt: childText(entry, 'published') ?? childText(entry, 'created'),
    status:
      childText(entry, 'trashed') === null ? (STATUSES[childText(entry, 'status') ?? 'LIVE'] ?? 'pending') : 'deleted',
    body: { format: 'html', value: childText(entry, 'content') ?? '' },
  };
}

const STATUSES: Readonly<Record<string, ImportStatus>> = {
  LIVE: 'published',
  PENDING: 'pending',
  SPAM: 'spam',
  TRASHED: 'deleted',
  SOFT_TRASHED: 'deleted',
};
