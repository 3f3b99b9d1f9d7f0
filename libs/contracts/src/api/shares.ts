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
  'qr',
] as const;
export type ShareChannel = (typeof shareChannels)[number];

/** Where readers can pass a link on to, without a script of a third party. */
export const ShareTargetSchema = z.object({
  channel: z.enum(shareChannels),
  name: z.string(),
  /** Address of the target's form, with the placeholders `{link}` and `{title}`. */
  url: z.string(),
  /** Its picture: the data of an SVG path to be drawn with a line 1.7 wide, in a box 24 wide and high. */
  icon: z.string(),
});
export type ShareTarget = z.infer<typeof ShareTargetSchema>;

export const CreateShareSchema = z.strictObject({ channel: z.enum(shareChannels) });

export const ShareSchema = z.object({
  /** The short link, `ENGAGEMENT_URL/s/{code}`. */
  url: z.string(),
  code: z.string(),
  counters: CountersSchema,
});
export type Share = z.infer<typeof ShareSchema>;
