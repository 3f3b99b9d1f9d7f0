import type { Verdict } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import type { DraftText, ModerationPipeline } from '../moderation';

/** What moderation lets happen to a text. */
export interface Accepted {
  /** Why a moderator reads the text first; null for one that is published at once. */
  held: readonly Verdict[] | null;
  fingerprint: string | null;
}

/** Runs the pipeline on a text. @throws DomainError `comment-refused` with the reason of the step that rejects it */
export async function accept(moderation: ModerationPipeline, draft: DraftText): Promise<Accepted> {
  const { verdict, steps, fingerprint } = await moderation.judge(draft);
  if (verdict === 'reject') {
    const refusal = steps.find((step) => step.verdict === 'reject');
    throw new DomainError('comment-refused', { detail: refusal?.reason });
  }
  return { held: verdict === 'hold' ? steps : null, fingerprint };
}
