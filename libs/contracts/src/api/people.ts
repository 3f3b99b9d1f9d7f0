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

export const PeopleSchema = z.object({
  /** By the site's kinds, in their order. */
  reactions: z.array(ReactionPeopleSchema),
  /** Parts of a page, in the language that was asked for, to be inserted as they are. */
  html: z.object({ reactions: z.string() }),
});
export type People = z.infer<typeof PeopleSchema>;
