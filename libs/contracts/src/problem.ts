import { z } from 'zod';

/** One invalid field or parameter: `path` is a JSON pointer into the body, or the name of a parameter. */
export const ProblemErrorSchema = z.object({ path: z.string(), message: z.string() });

/** An ALTCHA challenge. The solution is the number from 0 to `maxnumber` for which SHA-256(salt + number) equals `challenge`. */
export const ChallengeSchema = z.object({
  algorithm: z.literal('SHA-256'),
  challenge: z.string(),
  salt: z.string(),
  signature: z.string(),
  maxnumber: z.int(),
});
export type Challenge = z.infer<typeof ChallengeSchema>;

/** RFC 9457. `type` is a stable code, `urn:afterword:problem:<code>`: clients decide by it, never by the English text. */
export const ProblemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** What to do about it. */
  detail: z.string(),
  errors: z.array(ProblemErrorSchema).optional(),
  /** Present in `proof-required`. */
  challenge: ChallengeSchema.optional(),
});

export type ProblemError = z.infer<typeof ProblemErrorSchema>;
export type Problem = z.infer<typeof ProblemSchema>;

export const PROBLEM_TYPE_PREFIX = 'urn:afterword:problem:';
