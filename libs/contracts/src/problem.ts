import { z } from 'zod';

/** One thing that is wrong in a request: `path` is a JSON pointer into the body, or the name of a parameter. */
export const ProblemErrorSchema = z.object({ path: z.string(), message: z.string() });

/** What ALTCHA's clients solve: the number up to `maxnumber` whose hash behind the salt is `challenge`. */
export const ChallengeSchema = z.object({
  algorithm: z.literal('SHA-256'),
  challenge: z.string(),
  salt: z.string(),
  signature: z.string(),
  maxnumber: z.int(),
});
export type Challenge = z.infer<typeof ChallengeSchema>;

/** RFC 9457. `type` is a stable code, `urn:afterword:problem:<code>`; clients decide by it, never by the English text. */
export const ProblemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  errors: z.array(ProblemErrorSchema).optional(),
  /** Of `proof-required`. */
  challenge: ChallengeSchema.optional(),
});

export type ProblemError = z.infer<typeof ProblemErrorSchema>;
export type Problem = z.infer<typeof ProblemSchema>;

export const PROBLEM_TYPE_PREFIX = 'urn:afterword:problem:';
