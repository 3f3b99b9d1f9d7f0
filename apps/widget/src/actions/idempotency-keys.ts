import { failureOf } from '../failure';
import { hexOf } from './proof';
import { isUncertain } from './explain';

/** 128 random bits. `crypto.randomUUID` exists on secure origins only, and articles are still served over plain HTTP. */
const newKey = (): string => hexOf(crypto.getRandomValues(new Uint8Array(16)));

/**
 * One Idempotency-Key for each thing that a reader means to do, kept until its outcome is known: whoever tries again after a
 * lost answer, or from another panel, cannot do it twice.
 */
export class IdempotencyKeys {
  private readonly keys = new Map<string, string>();

  async run<Answer>(intent: string, act: (key: string) => Promise<Answer>): Promise<Answer> {
    const key = this.keys.get(intent) ?? newKey();
    this.keys.set(intent, key);
    try {
      const answer = await act(key);
      this.keys.delete(intent);
      return answer;
    } catch (error) {
      if (!isUncertain(failureOf(error))) this.keys.delete(intent);
      throw error;
    }
  }
}
