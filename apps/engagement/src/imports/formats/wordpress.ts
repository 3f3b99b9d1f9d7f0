import { textOfHtml } from '../body/text-of-html';
import type { ImportComment, ImportItem, ImportStatus, ImportThread } from '../import-item';
import { childText, type XmlElement, xmlRecords } from '../input/xml';
import type { ImportFormat } from './format';

/** WXR 1.0 to 1.2: what WordPress exports, and what others export for it. */
export const wordpress: ImportFormat = {
  name: 'wordpress',
  title: 'WordPress (WXR)',
  recognizes: ({ head }) =>
    /https?:\/\/wordpress\.org\/export\/1\.\d\//.test(head) || /<wp:(wxr_version|post_id)/.test(head),
  async *read(files) {
    for (const file of files) {
      let isWhole = true;
      let begun: XmlElement | null = null;
      for await (const { element, within } of xmlRecords(file, isRecord, (whole) => (isWhole = whole))) {
        const post = element.name === 'item' ? element : within;
        // Again when the post is whole: some programs write what is said of it after its comments.
        if (post && (post !== begun || post === element)) {
          begun = post;
          const thread = threadOf(post);
          if (thread) yield thread;
        }
        if (element.name === 'comment') yield commentOf(element, post);
      }
      if (!isWhole) yield { kind: 'note', item: file.name, problem: 'truncated' } satisfies ImportItem;
    }
  },
};

const isRecord = (name: string, within: string | null) =>
  name === 'item' ? within === null : name === 'comment' && within === 'item';

const postIdOf = (post: XmlElement): string | null => childText(post, 'post_id') ?? childText(post, 'link');

function threadOf(post: XmlElement): ImportThread | null {
  const id = postIdOf(post);
  if (id === null) return null;
  const title = childText(post, 'title');
  return {
    kind: 'thread',
    id,
    url: childText(post, 'link'),
    identifier: childText(post, 'post_name'),
    title: title === null ? null : textOfHtml(title),
    closed: childText(post, 'comment_status') === 'closed',
  };
}

/** Ids of comments are unique in one blog, and files are put together of several: a comment is named with its post. */
function commentOf(comment: XmlElement, post: XmlElement | null): ImportComment | ImportItem {
  const postId = post && postIdOf(post);
  const ownId = childText(comment, 'comment_id');
  const id = ownId === null ? null : `${postId ?? ''}/${ownId}`;
  const type = childText(comment, 'comment_type') ?? 'comment';
  if (type !== 'comment' && type !== 'review')
    return { kind: 'note', item: id ?? type, problem: 'pingback', detail: type };
  const parent = childText(comment, 'comment_parent');
  const name = childText(comment, 'comment_author');
  const user = childText(comment, 'comment_user_id');
  return {
    kind: 'comment',
    id,
    threadId: postId,
    parentId: parent === null || parent === '0' ? null : `${postId ?? ''}/${parent}`,
    author: {
      id: user === null || user === '0' ? null : user,
      // Escaped inside of what is no markup.
      name: name === null ? null : textOfHtml(name),
      email: childText(comment, 'comment_author_email'),
    },
    createdAt: gmtOf(childText(comment, 'comment_date_gmt')) ?? childText(comment, 'comment_date'),
    status: statusOf(childText(comment, 'comment_approved') ?? '1', post),
    body: { format: 'html-lines', value: childText(comment, 'comment_content') ?? '' },
  };
}

/** WordPress writes zeros where it does not know. */
const gmtOf = (date: string | null): string | null => (date === null || date.startsWith('0000') ? null : `${date}Z`);

/** What readers did not see there they do not see here: the page is for everybody, its post may not have been. */
function statusOf(approved: string, post: XmlElement | null): ImportStatus {
  const status = STATUSES[approved] ?? 'pending';
  return status === 'published' && post && !isPublic(post) ? 'pending' : status;
}

function isPublic(post: XmlElement): boolean {
  const status = childText(post, 'status') ?? 'publish';
  return childText(post, 'post_password') === null && !HIDDEN_POSTS.has(status);
}

const HIDDEN_POSTS: ReadonlySet<string> = new Set(['private', 'draft', 'pending', 'future', 'trash', 'auto-draft']);

const STATUSES: Readonly<Record<string, ImportStatus>> = {
  '1': 'published',
  approve: 'published',
  approved: 'published',
  '0': 'pending',
  hold: 'pending',
  spam: 'spam',
  trash: 'deleted',
  'post-trashed': 'deleted',
};
