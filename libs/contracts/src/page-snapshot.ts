import { z } from 'zod';
import type { Comment } from './api/comments';
import { CountersSchema } from './api/counters';
import { SiteLookSchema } from './api/site-look';
import { type Author, AuthorSchema } from './api/readers';
import { LIMITS } from './limits';
import { timestamp } from './text';

/*
 * The message by which engagement tells content about a page. The services are deployed apart, so content may be older than
 * the engagement service that wrote a message. Within `schemaVersion` 1 a reader is
 * - tolerant of what it does not know: it ignores unknown fields and parts, shows a comment of an unknown status as a
 *   tombstone, and reads an unknown role as `member`;
 * - strict in what it needs: a message without it is refused.
 * So engagement may add fields, parts, statuses and roles. Everything else needs a new `schemaVersion`.
 */

/** What every message on the link begins with. */
export const pageRef = {
  schemaVersion: z.literal(1),
  site: z.string().min(1).max(LIMITS.siteIdLength),
  /** A key in its normal form. A URL is the longest kind of key. */
  page: z.string().min(1).max(LIMITS.pageUrlBytes),
};

/** The statuses that content can show; every other one is read as `deleted`. */
export const snapshotCommentStatuses = ['published', 'removed', 'deleted'] as const;
const isKnown = z.enum(snapshotCommentStatuses);

/**
 * A comment as content stores and shows it, without a viewer. A tombstone has `author`, `body` and `html` null and the
 * status `deleted`, or `removed` where staff hid it.
 */
export interface SnapshotComment extends Pick<
  Comment,
  | 'id'
  | 'parentId'
  | 'depth'
  | 'body'
  | 'html'
  | 'createdAt'
  | 'editedAt'
  | 'pinned'
  | 'featured'
  | 'reactions'
  | 'rewards'
  | 'replyCount'
  | 'hiddenReplies'
> {
  author: Author | null;
  status: (typeof snapshotCommentStatuses)[number];
  viewer: null;
  /** The first replies, oldest first; `next` is engagement's cursor. */
  replies: { items: SnapshotComment[]; next: string | null };
}

/** A comment as engagement may send it: of any status, with any further fields. */
export interface SnapshotCommentMessage extends Omit<
  SnapshotComment,
  'author' | 'status' | 'viewer' | 'rewards' | 'replies'
> {
  author: (Omit<Author, 'role'> & { role: string }) | null;
  status: string;
  viewer?: unknown;
  rewards?: SnapshotComment['rewards'] | undefined;
  replies: { items: SnapshotCommentMessage[]; next: string | null };
}

const count = z.int().min(0);

const author: z.ZodType<Author, Omit<Author, 'role'> & { role: string }> = AuthorSchema.extend({
  role: z.string().transform((role) => AuthorSchema.shape.role.catch('member').parse(role)),
});

export const SnapshotCommentSchema: z.ZodType<SnapshotComment, SnapshotCommentMessage> = z
  .object({
    id: z.uuid(),
    parentId: z.uuid().nullable(),
    depth: count,
    author: author.nullable(),
    body: z.string().nullable(),
    html: z.string().nullable(),
    status: z.string(),
    createdAt: timestamp,
    editedAt: timestamp.nullable(),
    pinned: z.boolean(),
    // Messages of older versions lack it.
    featured: z.boolean().optional(),
    reactions: z.record(z.string(), count),
    // Messages of older versions lack it.
    rewards: z.object({ count, amount: count }).default({ count: 0, amount: 0 }),
    replyCount: count,
    get replies() {
      return z.object({ items: z.array(SnapshotCommentSchema), next: z.string().nullable() });
    },
    hiddenReplies: count.optional(),
  })
  .transform(({ status, ...comment }): SnapshotComment => {
    const known = isKnown.safeParse(status);
    if (known.success) return { ...comment, status: known.data, viewer: null };
    // Content cannot know whether the text of such a comment may be shown.
    return { ...comment, author: null, body: null, html: null, status: 'deleted', viewer: null };
  });

/**
 * The state of the parts of a page that changed, absolute. Each part has its own version: a consumer applies a part whose
 * version is higher than the one it holds, and ignores the rest.
 */
export const PageSnapshotSchema = z.object({
  ...pageRef,
  counters: z
    .object({
      version: z.int().min(1),
      value: CountersSchema,
      /**
       * How the site showed them at that time, for versions of content that know no `site.settings`. Older versions do not send it; a look
       * that is not known here is ours.
       */
      look: SiteLookSchema.optional().catch(undefined),
    })
    .nullable(),
  comments: z
    .object({
      version: z.int().min(1),
      /** The first `LIMITS.snapshotComments` of the thread, sorted `top`. */
      items: z.array(SnapshotCommentSchema),
      next: z.string().nullable(),
      /** Those that moderators have featured, without replies. Older versions do not send it. */
      featured: z.array(SnapshotCommentSchema).optional(),
      /** The readers who wrote the page, as far as they have been there. Older versions do not send it. */
      authorIds: z.array(z.uuid()).optional(),
      total: count,
      closed: z.boolean(),
    })
    .nullable(),
  /** When the relay read the state. The time of the oldest change in it is not known here. */
  announcedAt: timestamp,
});
/** A snapshot as content reads it. */
export type PageSnapshot = z.output<typeof PageSnapshotSchema>;
/** A snapshot as engagement may send it. */
export type PageSnapshotMessage = z.input<typeof PageSnapshotSchema>;
