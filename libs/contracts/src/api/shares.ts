import { z } from 'zod';
import { CountersSchema } from './counters';

export const shareChannels = [
  'copy',
  'native',
  'email',
  'x',
  'facebook',
  'linkedin',
  'reddit',
  'telegram',
  'whatsapp',
  'mastodon',
  'bluesky',
] as const;
export type ShareChannel = (typeof shareChannels)[number];

export const CreateShareSchema = z.strictObject({ channel: z.enum(shareChannels) });

export const ShareSchema = z.object({
  /** The short link, `ENGAGEMENT_URL/s/{code}`. */
  url: z.string(),
  code: z.string(),
  counters: CountersSchema,
});
export type Share = z.infer<typeof ShareSchema>;
