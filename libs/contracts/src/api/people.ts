import { z } from 'zod';
import { AuthorSchema } from './readers';

export const PeopleQuerySchema = z.strictObject({
  /** BCP 47 tag of the language of `html`. English where there are no words in it. */
  language: z.string().min(1).max(35).default('en'),
});

/** Who reacted to a page or comment with one kind. */
export const ReactionPeopleSchema = z.object({
  kind: z.string(),
  /** How often it was chosen, as in the counters. */
  count: z.int().min(0),
  /** Members by name, the newest first, `LIMITS.namedReactions` of them at most; none where the site's look has no `reactors`. */
  people: z.array(AuthorSchema),
  /** Those of `count` who are not named: guests, members who reacted before names were shown, and those who are not among the newest. */
  others: z.int().min(0),
});
export type ReactionPeople = z.infer<typeof ReactionPeopleSchema>;

/** Readers who rewarded a page or comment and did not take it back. */
export const SupportersSchema = z.object({
  /** Readers, however often they gave. Beyond the newest `LIMITS.supportersRead` rewards each reward counts as a reader. */
  count: z.int().min(0),
  /** Those who said that they are named, the newest first, `LIMITS.namedSupporters` of them at most. */
  people: z.array(AuthorSchema),
  /** Those of `count` who are not named. */
  others: z.int().min(0),
  /** Whether the reader who asks is named: they said so, did not withdraw it since, and have a name. */
  named: z.boolean(),
});
export type Supporters = z.infer<typeof SupportersSchema>;

export const PeopleSchema = z.object({
  /** By the site's kinds, in their order. */
  reactions: z.array(ReactionPeopleSchema),
  supporters: SupportersSchema,
  /** Parts of a page, in the language that was asked for, to be inserted as they are. `supporters` is empty where there are none. */
  html: z.object({ reactions: z.string(), supporters: z.string() }),
});
export type People = z.infer<typeof PeopleSchema>;
