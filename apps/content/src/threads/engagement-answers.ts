import {
  CommentContextSchema,
  CommentListSchema,
  PageSchema,
  ReplyListSchema,
  SessionSchema,
  SnapshotCommentSchema,
} from '@afterword/contracts';
import { z } from 'zod';

/*
 * What content needs of engagement's answers. Engagement may be newer than content, so comments are read as tolerantly as
 * those of a snapshot, and fields that content does not use are not checked.
 */
const comments = z.array(SnapshotCommentSchema);

export const CommentListAnswerSchema = CommentListSchema.omit({ lastEventId: true }).extend({ items: comments });
export type CommentListAnswer = z.output<typeof CommentListAnswerSchema>;

export const ReplyListAnswerSchema = ReplyListSchema.extend({ items: comments });
export type ReplyListAnswer = z.output<typeof ReplyListAnswerSchema>;

export const CommentContextAnswerSchema = CommentContextSchema.extend({
  ancestors: comments,
  // Engagement 0.1 leaves it out.
  next: CommentContextSchema.shape.next.default(null),
  comment: SnapshotCommentSchema,
});
export type CommentContextAnswer = z.output<typeof CommentContextAnswerSchema>;

export const PageAnswerSchema = PageSchema.pick({ version: true });
export const SessionAnswerSchema = SessionSchema.pick({ token: true });
export const CreatedCommentSchema = z.object({ id: z.uuid(), status: z.string() });
export type CreatedCommentAnswer = z.output<typeof CreatedCommentSchema>;
