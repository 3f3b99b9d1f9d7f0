import { LIMITS } from '@afterword/contracts';
import {
  DomainError,
  execute,
  type IdempotencyKey,
  rowsOf,
  type SqlTransaction,
  type Transaction,
} from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Housekeeping } from '../housekeeping';
import { CLAIM_KEY, FORGET_ALL_OF_OWNER, FORGET_EXPIRED, KEEP_ANSWER, KEPT_ANSWER } from './idempotency.sql';

import type { KeyOwner } from './key-owner';
import { fingerprintOf, seal, type SealedAnswer, unseal } from './sealed-answer';

/**
 * Makes a change once per key. The key, the change and the answer are stored in one transaction, so a crash leaves all of
 * them or none, and copies sent at the same time wait for the first and get its answer.
 */
@Injectable()
export class IdempotencyService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    housekeeping: Housekeeping,
  ) {
    const run = () => execute(this.dataSource, FORGET_EXPIRED, [LIMITS.idempotencyKeyHours]);
    housekeeping.add({ what: 'idempotency-keys', run });
  }

  /**
   * Runs `change` in a transaction and gives its answer, or the kept answer of an earlier request with the same key. What
   * `change` throws undoes all of it, the key included: a refused request may be sent again. An answer that holds a secret
   * is kept `sealed`.
   * @throws DomainError `idempotency-key-reused`
   */
  run<Answer>(
    owner: KeyOwner,
    key: IdempotencyKey | null,
    change: (tx: Transaction) => Promise<Answer>,
    { sealed = false } = {},
  ): Promise<Answer> {
    return this.dataSource.transaction(async (tx) => {
      if (!key) return change(tx);
      const kept = [owner.siteId, owner.id, sealed ? fingerprintOf(key.key) : key.key];
      const claimed = await rowsOf(tx, CLAIM_KEY, [...kept, key.requestHash, LIMITS.idempotencyKeyHours]);
      if (claimed.length === 0) {
        const answer = await this.keptAnswer(tx, kept, key);
        return (sealed ? unseal(answer as SealedAnswer, key.key) : answer) as Answer;
      }
      const answer = await change(tx);
      await execute(tx, KEEP_ANSWER, [...kept, JSON.stringify(sealed ? seal(answer, key.key) : answer)]);
      return answer;
    });
  }

  /** Forgets what an owner's requests were answered with. */
  async forgetAllOf(tx: SqlTransaction, owner: KeyOwner): Promise<void> {
    await execute(tx, FORGET_ALL_OF_OWNER, [owner.siteId, owner.id]);
  }

  private async keptAnswer(tx: Transaction, kept: string[], key: IdempotencyKey): Promise<unknown> {
    const [row] = await rowsOf<{ requestHash: Buffer; answer: unknown }>(tx, KEPT_ANSWER, kept);
    if (!row?.requestHash.equals(key.requestHash)) throw new DomainError('idempotency-key-reused');
    return row.answer;
  }
}
