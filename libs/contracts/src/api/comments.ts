import { z } from 'zod';
import { LIMITS } from '../limits';
import { isStorable, markdownText, timestamp } from '../text';
import { AuthorSchema } from './readers';

/** What readers see is `published`; `removed` (by staff) and `deleted` (by its author) are tombstones; the others are held. */
export const commentStatuses = ['published', 'pending', 'rejected', 'spam', 'muted', 'removed', 'deleted'] as const;
export type CommentStatus = (typeof commentStatuses)[number];
/** `author`: the newest first, and only where one of the page's authors wrote the comment or below it. */
export const commentSorts = ['top', 'newest', 'oldest', 'author'] as const;
export type CommentSort = (typeof commentSorts)[number];

/** What the requesting reader did to a comment; null without a token. */
export const CommentViewerSchema = z.object({
  reactions: z.array(z.string()),
  /** Whole points that this reader gave to the author for this comment. */
  rewarded: z.int().min(0).default(0),
});
export type CommentViewer = z.infer<typeof CommentViewerSchema>;

/** Why a comment is not shown, for its author. `reason` is one of the reasons of decisions, or null where none was given. */
export const CommentDecisionSchema = z.object({
  reason: z.string().nullable(),
  /** Whether it breaks the law or the site's terms; null where that was not said. */
  ground: z.enum(['illegal', 'terms']).nullable(),
  /** The law or the clause of the terms. */
  rule: z.string().nullable(),
  /** What the moderator wrote to the author. */
  message: z.string().nullable(),
  /** Whether a program decided. */
  automated: z.boolean(),
});
export type CommentDecision = z.infer<typeof CommentDecisionSchema>;

const rewards = z.object({ count: z.int().min(0), amount: z.int().min(0) });

/** A tombstone has `author`, `body` and `html` null and `status` "deleted" or "removed". */
export interface Comment {
  id: string;
  parentId: string | null;
  /** 0 for a top-level comment. */
  depth: number;
  author: z.infer<typeof AuthorSchema> | null;
  /** Markdown as written. */
  body: string | null;
  /** The sanitised rendering of `body`. */
  html: string | null;
  status: (typeof commentStatuses)[number];
  createdAt: string;
  editedAt: string | null;
  pinned: boolean;
  /** True where a moderator has featured it; left out otherwise. */
  featured?: boolean | undefined;
  reactions: Record<string, number>;
  rewards: { count: number; amount: number };
  viewer: CommentViewer | null;
  /** Direct replies that are shown in lists. */
  replyCount: number;
  /** The first replies, oldest first. `next` is the cursor for `/v1/comments/{id}/replies`. */
  replies: { items: Comment[]; next: string | null };
  /** Replies at all levels that come with and after `replies.next`, counted up to `LIMITS.countedReplies`. */
  hiddenReplies?: number | undefined;
  /** Why it is held or was refused: only for its author, and only where somebody has decided. */
  decision?: CommentDecision | undefined;
}

export const CommentSchema: z.ZodType<Comment> = z.object({
  id: z.uuid(),
  parentId: z.uuid().nullable(),
  depth: z.int().min(0),
  author: AuthorSchema.nullable(),
  body: z.string().nullable(),
  html: z.string().nullable(),
  status: z.enum(commentStatuses),
  createdAt: timestamp,
  editedAt: timestamp.nullable(),
  pinned: z.boolean(),
  featured: z.boolean().optional(),
  reactions: z.record(z.string(), z.int().min(0)),
  // Missing in snapshots from older versions of engagement.
  rewards: rewards.default({ count: 0, amount: 0 }),
  viewer: CommentViewerSchema.nullable(),
  replyCount: z.int().min(0),
  get replies() {
    return z.object({ items: z.array(CommentSchema), next: z.string().nullable() });
  },
  hiddenReplies: z.int().min(0).optional(),
  decision: CommentDecisionSchema.optional(),
});

export const CommentListSchema = z.object({
  items: z.array(CommentSchema),
  next: z.string().nullable(),
  /** Those that moderators have featured, the last one first, without their replies. Left out where there are none, and on further pages. */
  featured: z.array(CommentSchema).optional(),
  /** The page's `comments` counter. */
  total: z.int().min(0),
  /** Where the event stream of the page resumes after this list: its `lastEventId`. */
  lastEventId: z.string(),
});
export type CommentList = z.infer<typeof CommentListSchema>;

export const ReplyListSchema = z.object({ items: z.array(CommentSchema), next: z.string().nullable() });
export type ReplyList = z.infer<typeof ReplyListSchema>;

const listQuery = {
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().min(1).max(512).optional(),
};
export const CommentListQuerySchema = z.strictObject({ sort: z.enum(commentSorts).default('top'), ...listQuery });
export const ReplyListQuerySchema = z.strictObject(listQuery);

export const CreateCommentSchema = z.strictObject({
  body: markdownText(LIMITS.commentBodyLength),
  parentId: z.uuid().optional(),
});
export const CommentContextQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(LIMITS.contextAncestors).default(LIMITS.contextAncestors),
  cursor: listQuery.cursor,
});
/** A comment with the comments that it replies to, from the highest one down. */
export const CommentContextSchema = z.object({
  site: z.string(),
  page: z.string(),
  url: z.string().nullable(),
  title: z.string().nullable(),
  /** Without their replies. The last one is the comment's parent, or with a cursor the parent of the highest one before. */
  ancestors: z.array(CommentSchema),
  /** The cursor for those above the first one, or null where it is at the top level. */
  next: z.string().nullable(),
  comment: CommentSchema,
});
export type CommentContext = z.infer<typeof CommentContextSchema>;

/** What is left out stays. `removed` hides a comment and keeps its text, `published` shows it again. */
export const ModerateCommentSchema = z
  .strictObject({ pinned: z.boolean(), status: z.enum(['published', 'removed']) })
  .partial();
export type ModerateComment = z.infer<typeof ModerateCommentSchema>;

/** What is left out stays. Only a published comment can be featured, and only one at the top level pinned. */
export const HighlightCommentSchema = z.strictObject({ pinned: z.boolean(), featured: z.boolean() }).partial();
export type HighlightComment = z.infer<typeof HighlightCommentSchema>;

export const PreviewCommentSchema = z.strictObject({ body: markdownText(LIMITS.commentBodyLength) });
/** The rendered Markdown; empty if it renders to nothing. */
/** The beginning of a name, or of a word in it; all people without one. */
export const MentionQuerySchema = z.strictObject({
  q: z
    .string()
    .max(LIMITS.readerNameLength)
    .refine(isStorable, 'must not contain null characters or lone surrogates')
    .default(''),
  limit: z.coerce.number().int().min(1).max(LIMITS.mentionsListed).default(8),
});
export type MentionQuery = z.infer<typeof MentionQuerySchema>;

/** People who can be mentioned, in Markdown as `[@Name](mention:id)`. */
export const MentionListSchema = z.object({ items: z.array(AuthorSchema) });
export type MentionList = z.infer<typeof MentionListSchema>;

export const CommentPreviewSchema = z.object({ html: z.string() });
export type CommentPreview = z.infer<typeof CommentPreviewSchema>;

export const EditCommentSchema = z.strictObject({ body: markdownText(LIMITS.commentBodyLength) });

export const CommentReactionAnswerSchema = z.object({
  reactions: z.record(z.string(), z.int().min(0)),
  viewer: CommentViewerSchema,
});
export type CommentReactionAnswer = z.infer<typeof CommentReactionAnswerSchema>;
