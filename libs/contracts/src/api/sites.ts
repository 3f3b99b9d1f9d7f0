import { z } from 'zod';
import { parseUrl } from '../http-url';
import { LIMITS } from '../limits';
import { oneLine } from '../one-line';
import { ModerationSettingsSchema } from './moderation';
import { ShareTargetSchema } from './shares';
import { reactionKind, SetSiteLookSchema, SiteLookSchema } from './site-look';

export const siteId = z
  .string()
  .max(LIMITS.siteIdLength)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens');

/** Scheme, host and port, in the form that browsers send in `Origin`. */
const origin = z
  .string()
  .max(LIMITS.urlLength, { abort: true })
  .refine(
    (value) => /^https?:/.test(value) && parseUrl(value)?.origin === value,
    'must be an origin, for example https://example.com',
  );

const siteFields = {
  name: oneLine(LIMITS.titleLength),
  /** The origins of the site's pages. CORS and short links allow only these. */
  origins: z.array(origin).max(100),
  reactionKinds: z
    .array(reactionKind)
    .max(20)
    .refine((kinds) => kinds.includes('like'), 'must include "like"')
    .refine((kinds) => new Set(kinds).size === kinds.length, 'must not repeat a kind'),
  /** Whole points in the new wallet of a reader who signed in through the site. */
  startingBalance: z.int().min(0).max(LIMITS.grantMax),
  /** Whole points that the wallet of such a reader receives on each day (UTC) on which it is used. */
  dailyGrant: z.int().min(0).max(LIMITS.grantMax),
  /** Whole points in a guest's new wallet. Anybody can be many guests, so this is what points cost: nothing. */
  guestBalance: z.int().min(0).max(LIMITS.grantMax),
  /** Whole points that a guest's wallet receives on each day (UTC) on which it is used. */
  guestDailyGrant: z.int().min(0).max(LIMITS.grantMax),
  /** Whether readers can act without signing in through the site. */
  guests: z.boolean(),
  /** Names that guests cannot use, in any spelling that looks the same. Names of the site's staff are always reserved. */
  reservedNames: z.array(oneLine(LIMITS.readerNameLength)).max(LIMITS.reservedNames),
  /** What happens to a reader's comments when they delete their account. */
  deletedReaders: z.enum(['tombstone', 'anonymous']),
  /** When new guests must solve a proof of work: never, during a burst of new guests, or always. */
  proofOfWork: z.enum(['off', 'burst', 'always']),
  /** Which pages exist: `open`, any that a reader acts on; `announced`, those that content or the operator announced or described. */
  pages: z.enum(['open', 'announced']),
  /** What readers with a picture on the site are shown with: `pictures`, which engagement loads and passes on, or `initials`. */
  avatars: z.enum(['pictures', 'initials']),
  /** How reactions and points are shown. Replaced as a whole; `{}` is our own look. */
  look: SetSiteLookSchema,
};

/** Limits that a site can set for its threads, within the product's own limits. */
const siteLimits = {
  /** Characters of a comment's Markdown. */
  commentLength: z.int().min(1).max(LIMITS.commentBodyLength),
  /** Minutes after posting in which the author can edit a comment. 0: never. */
  editWindowMinutes: z.int().min(0).max(LIMITS.editWindowMinutesMax),
  /** Levels of replies returned inline in lists. Deeper replies are loaded on demand. */
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

/** The secret key of the site's single sign-on tokens (HS256), at least 256 bits. Write-only. */
const ssoSecret = z.string().min(32).max(512);

export const CreateSiteSchema = z.strictObject({
  id: siteId,
  name: siteFields.name,
  origins: siteFields.origins.default([]),
  reactionKinds: siteFields.reactionKinds.default(['like']),
  startingBalance: siteFields.startingBalance.default(100),
  dailyGrant: siteFields.dailyGrant.default(0),
  guestBalance: siteFields.guestBalance.default(0),
  guestDailyGrant: siteFields.guestDailyGrant.default(0),
  guests: siteFields.guests.default(true),
  reservedNames: siteFields.reservedNames.default([]),
  deletedReaders: siteFields.deletedReaders.default('tombstone'),
  proofOfWork: siteFields.proofOfWork.default('burst'),
  pages: siteFields.pages.default('open'),
  avatars: siteFields.avatars.default('pictures'),
  look: siteFields.look.default({}),
  limits: SiteLimitsSchema.partial().default({}),
  ssoSecret: ssoSecret.optional(),
});
export type CreateSite = z.infer<typeof CreateSiteSchema>;

/**
 * Fields that are left out keep their value, in `limits` too. After a new `ssoSecret`, the previous one stays valid for 24 hours, unless
 * `retirePreviousSecret` is true.
 */
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
  // As they were stored, by an earlier version maybe.
  name: z.string(),
  reservedNames: z.array(z.string()),
  look: SiteLookSchema,
  limits: SiteLimitsSchema,
  moderation: ModerationSettingsSchema,
  ssoConfigured: z.boolean(),
});
export type Site = z.infer<typeof SiteSchema>;

/** The public settings of a site. */
export const PublicSiteSchema = SiteSchema.pick({
  id: true,
  name: true,
  reactionKinds: true,
  guests: true,
  look: true,
  limits: true,
}).extend({ shareTargets: z.array(ShareTargetSchema) });
export type PublicSite = z.infer<typeof PublicSiteSchema>;

export const SiteListSchema = z.object({ items: z.array(SiteSchema), next: z.string().nullable() });
