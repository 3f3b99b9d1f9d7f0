import { z } from 'zod';
import { LIMITS } from '../limits';
import { oneLine } from '../one-line';
import { text } from '../text';
import { WIDGET_LANGUAGES } from '../widget-languages';

export const reactionKind = z
  .string()
  .max(32)
  .regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens');

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Whether a text is shown as one picture: an emoji, a flag or a keycap. */
const isEmoji = (value: string): boolean =>
  /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\p{Regional_Indicator}{2}|\u20e3/u.test(value) &&
  [...graphemes.segment(value)].length === 1;

const emoji = z.string().max(LIMITS.lookIconLength, { abort: true }).refine(isEmoji, 'must be one emoji');

const label = oneLine(LIMITS.lookLabelLength);
/** Words for a number of points, by the language's plural categories. */
const counted = z
  .strictObject({
    zero: label.optional(),
    one: label.optional(),
    two: label.optional(),
    few: label.optional(),
    many: label.optional(),
    other: label,
  })
  .refine(({ other }) => other.includes('{count}'), { path: ['other'], message: 'must contain "{count}"' });

/** What a site says in one language in place of our words. */
const siteTexts = z
  .strictObject({
    /** Its points: `{ one: '{count} star', other: '{count} stars' }`. */
    points: counted,
    /** The button that gives points. */
    reward: label,
    /** What a point is, who gets it and how to get more; below the amounts. */
    about: text(LIMITS.lookTextLength),
    like: label,
    /** Its other kinds of reactions. */
    reactions: z.record(reactionKind, label),
  })
  .partial();

/** How a site shows its reactions and its points. What is left out is ours. */
export const SiteLookSchema = z
  .strictObject({
    /** An emoji for a kind of reaction, in place of our figure. */
    icons: z.record(reactionKind, emoji),
    /** An emoji for points, in place of our coin. */
    coin: emoji,
    /** Whether readers see the names of members who reacted. Guests are counted, and never named. */
    reactors: z.boolean(),
    /** Whole points that readers choose from, the smallest first. Those above the site's `rewardMax` are not shown. */
    amounts: z
      .array(z.int().min(LIMITS.rewardMin).max(LIMITS.rewardMax))
      .min(1)
      .max(LIMITS.lookAmounts)
      .refine((all) => all.every((one, index) => index === 0 || one > (all[index - 1] ?? 0)), 'must grow'),
    /** By language of the widget, such as `de` or `zh-Hans`. */
    texts: z.record(
      z
        .string()
        .max(16)
        .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?$/, 'must be a language of the widget, for example "de" or "zh-Hans"'),
      siteTexts,
    ),
  })
  .partial();
export type SiteLook = z.infer<typeof SiteLookSchema>;

const known: ReadonlySet<string> = new Set(WIDGET_LANGUAGES);
/** Not an enum: what is none of its values would be told as a field that there is not. */
const widgetLanguage = z
  .string()
  .refine((tag) => known.has(tag), `must be a language of the widget: ${WIDGET_LANGUAGES.join(', ')}`);

/** As it is set: in languages that there are, and small enough to be sent with every page. */
export const SetSiteLookSchema = SiteLookSchema.extend({
  texts: z.record(widgetLanguage, siteTexts).optional(),
}).refine(
  (look) => new TextEncoder().encode(JSON.stringify(look)).length <= LIMITS.lookBytes,
  `must have at most ${LIMITS.lookBytes} bytes of JSON`,
);
