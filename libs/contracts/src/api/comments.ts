import { z } from 'zod';
import { LIMITS } from '../limits';
import { text, timestamp } from '../text';
import { AuthorSchema } from './readers';

export const commentStatuses = ['published', 'deleted'] as const;
export const commentSorts = ['top', 'newest', 'oldest'] as const;
export type CommentSort = (typeof commentSorts)[number];

export const CommentViewerSchema = z.object({ reactions: z.array(z.string()) });

/** A tombstone has `author`, `body` and `html` null and `status` "deleted". */
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
  reactions: Record<string, number>;
  viewer: z.infer<typeof CommentViewerSchema> | null;
  /** Direct replies that a list would show. */
  replyCount: number;
  /** The first of them, oldest first; `next` continues at `/v1/comments/{id}/replies`. */
  replies: { items: Comment[]; next: string | null };
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
  reactions: z.record(z.string(), z.int().min(0)),
  viewer: CommentViewerSchema.nullable(),
  replyCount: z.int().min(0),
  get replies() {
    return z.object({ items: z.array(CommentSchema), next: z.string().nullable() });
  },
});

export const CommentListSchema = z.object({
  items: z.array(CommentSchema),
  next: z.string().nullable(),
  /** The page's `comments` counter. */
  total: z.int().min(0),
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
  body: text(LIMITS.commentBodyLength),
  parentId: z.uuid().optional(),
});
export const EditCommentSchema = z.strictObject({ body: text(LIMITS.commentBodyLength) });

export const CommentReactionAnswerSchema = z.object({
  reactions: z.record(z.string(), z.int().min(0)),
  viewer: CommentViewerSchema,
});
export type CommentReactionAnswer = z.infer<typeof CommentReactionAnswerSchema>;
