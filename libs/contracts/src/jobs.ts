import { z } from 'zod';
import { LIMITS } from './limits';
import { pageRef, PageSnapshotSchema } from './page-snapshot';
import { SiteSettingsSchema } from './site-settings';
import { httpUrl, timestamp } from './text';

/** The state of an article, whole. `version` grows with every change of the article. */
const articleState = z.object({
  ...pageRef,
  version: z.int().min(1),
  url: httpUrl,
  title: z.string(),
  /** Every other key that the page is to be found by: slugs of the article that are not its page's key. */
  aliases: z.array(z.string().min(1).max(LIMITS.pageUrlBytes)).max(LIMITS.pageAliases).default([]),
  occurredAt: timestamp,
});

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
    /** For all pages of a site at once. */
    'site.settings': SiteSettingsSchema,
  },
} as const;

export type QueueName = keyof typeof QUEUES;
export type JobName<Q extends QueueName> = keyof (typeof QUEUES)[Q] & string;
/** What a handler gets: a message as the schema reads it. */
export type JobPayload<Q extends QueueName, N extends JobName<Q>> =
  (typeof QUEUES)[Q][N] extends z.ZodType<infer P> ? P : never;
/** What a producer may send. A schema may accept more than it gives, so that newer producers can be read. */
export type JobMessage<Q extends QueueName, N extends JobName<Q>> =
  (typeof QUEUES)[Q][N] extends z.ZodType<unknown, infer M> ? M : never;
export type ArticleState = z.infer<typeof articleState>;
