import { z } from 'zod';
import { LIMITS } from '../limits';
import { httpUrl, text } from '../text';

export const siteId = z
  .string()
  .max(LIMITS.siteIdLength)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens');

/** Scheme, host and port, as a browser sends it in `Origin`. */
const origin = httpUrl.refine((value) => URL.canParse(value) && new URL(value).origin === value, 'must be an origin');

const reactionKind = z
  .string()
  .max(32)
  .regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens');

const siteFields = {
  name: text(LIMITS.titleLength),
  /** Where the site's pages live: CORS and short links follow it. */
  origins: z.array(origin).max(100),
  reactionKinds: z
    .array(reactionKind)
    .max(20)
    .refine((kinds) => kinds.includes('like'), 'must include "like"')
    .refine((kinds) => new Set(kinds).size === kinds.length, 'must not repeat a kind'),
  /** Whole points that a reader's wallet starts with. */
  startingBalance: z.int().min(0).max(LIMITS.grantMax),
  /** Whole points that a reader's wallet is given on each day (UTC) on which it is used. */
  dailyGrant: z.int().min(0).max(LIMITS.grantMax),
  /** Whether readers may act without signing in at the site. */
  guests: z.boolean(),
  /** Names that no guest may take, however they are spelled; those of the site's staff are reserved without being listed. */
  reservedNames: z.array(text(LIMITS.readerNameLength)).max(LIMITS.reservedNames),
  /** What becomes of a reader's comments when they delete themselves. */
  deletedReaders: z.enum(['tombstone', 'anonymous']),
  /** Whether new guests prove work: never, when a burst of them is seen, or always. */
  proofOfWork: z.enum(['off', 'burst', 'always']),
};

/** What a site may set for its threads, within the product's own limits. */
const siteLimits = {
  /** Characters of a comment's Markdown. */
  commentLength: z.int().min(1).max(LIMITS.commentBodyLength),
  /** Minutes after posting in which the author may edit a comment. 0: never. */
  editWindowMinutes: z.int().min(0).max(LIMITS.editWindowMinutesMax),
  /** Levels of replies that a list gives inline; deeper ones come on demand. */
  shownDepth: z.int().min(0).max(LIMITS.shownDepthMax),
  /** Whole points in one reward. */
  rewardMax: z.int().min(LIMITS.rewardMin).max(LIMITS.rewardMax),
};
export const SiteLimitsSchema = z.strictObject(siteLimits);
export type SiteLimits = z.infer<typeof SiteLimitsSchema>;

export const defaultSiteLimits: SiteLimits = {
  commentLength: LIMITS.commentBodyLength,
  editWindowMinutes: LIMITS.editWindowMinutes,
  shownDepth: LIMITS.shownDepth,
  rewardMax: LIMITS.rewardMax,
};

/** The key of the site's single sign-on tokens (HS256), at least 256 bits of it. Write-only. */
const ssoSecret = z.string().min(32).max(512);

export const CreateSiteSchema = z.strictObject({
  id: siteId,
  name: siteFields.name,
  origins: siteFields.origins.default([]),
  reactionKinds: siteFields.reactionKinds.default(['like']),
  startingBalance: siteFields.startingBalance.default(100),
  dailyGrant: siteFields.dailyGrant.default(0),
  guests: siteFields.guests.default(true),
  reservedNames: siteFields.reservedNames.default([]),
  deletedReaders: siteFields.deletedReaders.default('tombstone'),
  proofOfWork: siteFields.proofOfWork.default('burst'),
  limits: SiteLimitsSchema.partial().default({}),
  ssoSecret: ssoSecret.optional(),
});
export type CreateSite = z.infer<typeof CreateSiteSchema>;

/** What is left out stays, in `limits` too. A new `ssoSecret` leaves the one before it valid for 24 h, unless `retirePreviousSecret` ends it at once. */
export const UpdateSiteSchema = z
  .strictObject({
    ...siteFields,
    limits: SiteLimitsSchema.partial(),
    ssoSecret: ssoSecret.nullable(),
    retirePreviousSecret: z.literal(true),
  })
  .partial();
export type UpdateSite = z.infer<typeof UpdateSiteSchema>;

export const SiteSchema = z.object({
  id: siteId,
  ...siteFields,
  limits: SiteLimitsSchema,
  ssoConfigured: z.boolean(),
});
export type Site = z.infer<typeof SiteSchema>;

/** What everybody may know of a site. */
export const PublicSiteSchema = SiteSchema.pick({
  id: true,
  name: true,
  reactionKinds: true,
  guests: true,
  limits: true,
});
export type PublicSite = z.infer<typeof PublicSiteSchema>;

export const SiteListSchema = z.object({ items: z.array(SiteSchema), next: z.string().nullable() });
