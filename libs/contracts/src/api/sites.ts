import { z } from 'zod';
import { LIMITS } from '../limits';
import { httpUrl, text } from '../text';

const siteId = z
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
  startingBalance: z.int().min(0).max(1_000_000),
  /** Whether readers may act without signing in at the site. */
  guests: z.boolean(),
};

/** The key of the site's single sign-on tokens (HS256), at least 256 bits of it. Write-only. */
const ssoSecret = z.string().min(32).max(512);

export const CreateSiteSchema = z.strictObject({
  id: siteId,
  name: siteFields.name,
  origins: siteFields.origins.default([]),
  reactionKinds: siteFields.reactionKinds.default(['like']),
  startingBalance: siteFields.startingBalance.default(100),
  guests: siteFields.guests.default(true),
  ssoSecret: ssoSecret.optional(),
});
export type CreateSite = z.infer<typeof CreateSiteSchema>;

/** A new `ssoSecret` leaves the one before it valid for 24 h, unless `retirePreviousSecret` ends it at once. */
export const UpdateSiteSchema = z
  .strictObject({ ...siteFields, ssoSecret: ssoSecret.nullable(), retirePreviousSecret: z.literal(true) })
  .partial();
export type UpdateSite = z.infer<typeof UpdateSiteSchema>;

export const SiteSchema = z.object({ id: siteId, ...siteFields, ssoConfigured: z.boolean() });
export type Site = z.infer<typeof SiteSchema>;
