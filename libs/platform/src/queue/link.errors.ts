import type { Job } from 'bullmq';
import type { z } from 'zod';

/** A job whose name this version does not know: a newer one has added it. */
export class UnknownJobError extends Error {
  override readonly name = 'UnknownJobError';

  constructor(queue: string, job: string) {
    super(`${queue} has no job ${job}`);
  }
}

const invalid = (queue: string, job: string): string => `The payload of ${queue}/${job} is not valid.`;

/** A payload that does not fit its schema. Retrying cannot help, so its job goes to the failed set with this reason. */
export class InvalidPayloadError extends Error {
  override readonly name = 'InvalidPayloadError';

  constructor(queue: string, job: string, error: z.ZodError) {
    const issues = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`);
    super(`${invalid(queue, job)} ${issues.join('; ')}`);
  }
}

/** Whether a job failed of one of the two: in the failed set only the reason is left of an error. */
export const wasNotRead = (queue: string, { name, failedReason }: Pick<Job, 'name' | 'failedReason'>): boolean =>
  failedReason === new UnknownJobError(queue, name).message || failedReason.startsWith(invalid(queue, name));
