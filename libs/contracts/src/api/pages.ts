import { z } from 'zod';
import { LIMITS } from '../limits';
import { oneLine } from '../one-line';
import { httpUrl, text, timestamp } from '../text';
import { CountersSchema } from './counters';
import { pageModes } from './moderation';
import { pageKeySchema } from './page-key';
import { ssoSubjectSchema } from './readers';
import { SiteLookSchema } from './site-look';

/** What the requesting reader did on a page; null without a token. */
export const PageViewerSchema = z.object({
  reactions: z.array(z.string()),
  /** Whole points that this reader gave to the page. */
  rewarded: z.int().min(0),
});
export type PageViewer = z.infer<typeof PageViewerSchema>;

export const PageSchema = z.object({
  site: z.string(),
  page: z.string(),
  url: z.string().nullable(),
  title: z.string().nullable(),
  closed: z.boolean(),
  /** Since when, and why, in the words of whoever closed it; null where that is not known. Left out where the page is open. */
  closure: z.object({ at: timestamp.nullable(), reason: z.string().nullable() }).optional(),
  /** The readers who wrote the page, as far as they have been here: their comments are the author's. */
  authorIds: z.array(z.uuid()),
  /** Grows with every change of the page's counters or comments. */
  version: z.int().min(0),
  counters: CountersSchema,
  viewer: PageViewerSchema.nullable(),
  /** How the site shows reactions and points. Left out where it has no look of its own. */
  look: SiteLookSchema.optional(),
});
export type Page = z.infer<typeof PageSchema>;

export const DescribePageSchema = z.strictObject({
  url: httpUrl.optional(),
  title: oneLine(LIMITS.titleLength).optional(),
});

/** An author of a page: a reader by id, or by the `sub` of the site's single sign-on, even before they first sign in. */
export const PageAuthorSchema = z.union([z.strictObject({ id: z.uuid() }), z.strictObject({ sub: ssoSubjectSchema })]);
export type PageAuthor = z.infer<typeof PageAuthorSchema>;

const moderatedFields = {
  /** When comments of this page are published, in place of what the site says. Null: as the site says. */
  mode: z.enum(pageModes).nullable(),
  /** Seconds in which the page takes one comment of each reader. Null: any number. */
  slowSeconds: z.int().min(1).max(LIMITS.slowSecondsMax).nullable(),
};

/** Fields that are left out keep their value. `authors` replaces all authors of the page. */
export const ModeratePageSchema = z
  .strictObject({
    closed: z.boolean(),
    authors: z.array(PageAuthorSchema).max(LIMITS.pageAuthors),
    /** By an admin of the site, on one of its origins. */
    url: httpUrl,
    title: oneLine(LIMITS.titleLength),
    ...moderatedFields,
  })
  .partial();
export type ModeratePage = z.infer<typeof ModeratePageSchema>;

/** A page as the operator and the site's admins see it. */
export const ModeratedPageSchema = PageSchema.extend({ authors: z.array(PageAuthorSchema), ...moderatedFields });
export type ModeratedPage = z.infer<typeof ModeratedPageSchema>;

/** Closes the comments of a page, or opens them again. */
export const ClosePageSchema = z
  .strictObject({
    closed: z.boolean(),
    /** Why, for its readers. */
    reason: text(LIMITS.closedReasonLength).optional(),
  })
  .refine(({ closed, reason }) => closed || reason === undefined, {
    path: ['reason'],
    message: 'must be left out where the page is opened',
  });
export type ClosePage = z.infer<typeof ClosePageSchema>;

/** Another key of a page. */
export const PageAliasSchema = z.strictObject({ key: pageKeySchema });
export type PageAlias = z.infer<typeof PageAliasSchema>;

/** The key of the page to merge from. Everything on it moves to the other page, and its keys become aliases of that page. */
export const MergePageSchema = z.strictObject({ from: pageKeySchema });

export const ReactionAnswerSchema = z.object({ counters: CountersSchema, viewer: PageViewerSchema });
export type ReactionAnswer = z.infer<typeof ReactionAnswerSchema>;

export const PageAliasListSchema = z.object({ items: z.array(PageAliasSchema), next: z.string().nullable() });
