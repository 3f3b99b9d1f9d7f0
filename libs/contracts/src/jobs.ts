import { z } from 'zod';
import { CommentSchema } from './api/comments';
import { CountersSchema } from './api/counters';
import { LIMITS } from './limits';
import { timestamp } from './text';

const pageRef = {
  schemaVersion: z.literal(1),
  site: z.string().min(1).max(LIMITS.siteIdLength),
  page: z.string().min(1).max(LIMITS.pageKeyLength),
};

/** The state of an article, whole. `version` grows with every change of the article. */
const articleState = z.object({
  ...pageRef,
  version: z.int().min(1),
  url: z.string(),
  title: z.string(),
  /** Every other key that the page is to be found by: slugs of the article that are not its page's key. */
  aliases: z.array(z.string().min(1).max(LIMITS.pageKeyLength)).max(LIMITS.pageAliases).default([]),
  occurredAt: timestamp,
});

/**
 * The state of the parts of a page that changed, absolute. Each part has its own version: a consumer applies a part whose
 * version is higher than the one it holds, and ignores the rest.
 */
export const PageSnapshotSchema = z.object({
  ...pageRef,
  counters: z.object({ version: z.int().min(1), value: CountersSchema }).nullable(),
  comments: z
    .object({
      version: z.int().min(1),
      /** The first `LIMITS.snapshotComments` of the thread, sorted `top`, without a viewer. */
      items: z.array(CommentSchema),
      next: z.string().nullable(),
      total: z.int().min(0),
      closed: z.boolean(),
    })
    .nullable(),
  /** When the oldest change in it was committed is not known here; this is when the relay read it. */
  announcedAt: timestamp,
});
export type PageSnapshot = z.infer<typeof PageSnapshotSchema>;

/** Queue → job name → payload. Enqueueing infers from it, handlers are a total record over it. */
export const QUEUES = {
  /** content → engagement */
  articles: {
    'article.published': articleState,
    'article.updated': articleState,
    'article.unpublished': articleState,
  },
  /** engagement → content */
  engagement: {
    'page.snapshot': PageSnapshotSchema,
  },
} as const;

export type QueueName = keyof typeof QUEUES;
export type JobName<Q extends QueueName> = keyof (typeof QUEUES)[Q] & string;
export type JobPayload<Q extends QueueName, N extends JobName<Q>> =
  (typeof QUEUES)[Q][N] extends z.ZodType<infer P> ? P : never;
export type ArticleState = z.infer<typeof articleState>;
