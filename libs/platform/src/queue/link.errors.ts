import type { z } from 'zod';

/** A payload that does not fit its schema. Retrying cannot help, so its job goes to the failed set with this reason. */
export class InvalidPayloadError extends Error {
  override readonly name = 'InvalidPayloadError';

  constructor(queue: string, job: string, error: z.ZodError) {
    const issues = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`);
    super(`The payload of ${queue}/${job} is not valid. ${issues.join('; ')}`);
  }
}
