import { LIMITS } from '@afterword/contracts';
import { DomainError, execute, type IdempotencyKey, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CLAIM_KEY, FORGET_EXPIRED, KEEP_ANSWER, KEPT_ANSWER } from './idempotency.sql';

/**
 * Makes a change of the operator's once per key. The key and the answer are stored in the change's own transaction, so a
 * crash leaves all of them or none, and copies sent at the same time wait for the first and get its answer.
 */
@Injectable()
export class IdempotencyService {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Gives what `change` answers, or the kept answer of an earlier request with the same key. What `change` throws is to undo
   * the transaction, the key included: a refused request may be sent again.
   * @throws DomainError `idempotency-key-reused`
   */
  async run<Answer>(tx: Transaction, key: IdempotencyKey | null, change: () => Promise<Answer>): Promise<Answer> {
    if (!key) return change();
    const claimed = await rowsOf(tx, CLAIM_KEY, [key.key, key.requestHash, LIMITS.idempotencyKeyHours]);
    if (claimed.length === 0) return (await this.keptAnswer(tx, key)) as Answer;
    const answer = await change();
    await execute(tx, KEEP_ANSWER, [key.key, JSON.stringify(answer)]);
    return answer;
  }

  /** @returns how many keys went whose time is over */
  forgetExpired(): Promise<number> {
    return execute(this.dataSource, FORGET_EXPIRED, [LIMITS.idempotencyKeyHours]);
  }

  private async keptAnswer(tx: Transaction, key: IdempotencyKey): Promise<unknown> {
    const [row] = await rowsOf<{ requestHash: Buffer; answer: unknown }>(tx, KEPT_ANSWER, [key.key]);
    if (!row?.requestHash.equals(key.requestHash)) throw new DomainError('idempotency-key-reused');
    return row.answer;
  }
}
