import { z } from 'zod';
import { SiteLookSchema } from './api/site-look';
import { LIMITS } from './limits';
import { timestamp } from './text';

/**
 * What engagement tells content about a whole site: settings that every page shows. One message for a change, however many pages the site
 * has. As tolerant of newer versions as a snapshot (`page-snapshot.ts`).
 */
export const SiteSettingsSchema = z.object({
  schemaVersion: z.literal(1),
  site: z.string().min(1).max(LIMITS.siteIdLength),
  /** Grows with every change: at least the milliseconds since 1970 at which the settings changed. */
  version: z.int().min(1),
  /** How reactions and points are shown; a look that is not known here is ours. */
  look: SiteLookSchema.catch({}),
  /** The kinds of reactions that pages show, in this order. */
  reactionKinds: z.array(z.string().min(1)),
  announcedAt: timestamp,
});
/** A site's settings as content reads them. */
export type SiteSettings = z.output<typeof SiteSettingsSchema>;
