import { failureOf } from '../failure';
import { hexOf } from './proof';
import { isUncertain } from './explain';

/** 128 random bits. Not `crypto.randomUUID`, which exists on secure origins only. */
export const newKey = (): string => hexOf(crypto.getRandomValues(new Uint8Array(16)));

/**
 * One Idempotency-Key per operation, reused until the outcome is known: a retry after a lost response, even from another panel,
 * is not executed twice.
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
