import { LIMITS } from '@afterword/contracts';
import { DomainError, RelayLoop, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Reader } from '../readers';
import { CLAIM_KEY, FORGET_EXPIRED, KEEP_ANSWER, KEPT_ANSWER } from './idempotency.sql';
import type { IdempotencyKey } from './idempotency-key';

const CLEANUP_MS = 60_000;

/**
 * Makes a change once per key. The key, the change and the answer are stored in one transaction, so a crash leaves all of
 * them or none, and copies sent at the same time wait for the first and get its answer.
 */
@Injectable()
export class IdempotencyService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly cleanup = new RelayLoop({
    name: 'Idempotency',
    tick: () => this.forgetExpired(),
    idleMs: CLEANUP_MS,
  });

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.cleanup.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.cleanup.stop();
  }

  /**
   * Runs `change` in a transaction and gives its answer, or the kept answer of an earlier request with the same key. What
   * `change` throws undoes all of it, the key included: a refused request may be sent again.
   * @throws DomainError `idempotency-key-reused`
   */
  run<Answer>(
    reader: Reader,
    key: IdempotencyKey | null,
    change: (tx: Transaction) => Promise<Answer>,
  ): Promise<Answer> {
    return this.dataSource.transaction(async (tx) => {
      if (!key) return change(tx);
      const owner = [reader.siteId, reader.id, key.key];
      const claimed = await rowsOf(tx, CLAIM_KEY, [...owner, key.requestHash, LIMITS.idempotencyKeyHours]);
      if (claimed.length === 0) return this.keptAnswer<Answer>(tx, owner, key);
      const answer = await change(tx);
      await tx.query(KEEP_ANSWER, [...owner, JSON.stringify(answer)]);
      return answer;
    });
  }

  private async keptAnswer<Answer>(tx: Transaction, owner: string[], key: IdempotencyKey): Promise<Answer> {
    const [kept] = await rowsOf<{ requestHash: Buffer; answer: Answer }>(tx, KEPT_ANSWER, owner);
    if (!kept?.requestHash.equals(key.requestHash)) throw new DomainError('idempotency-key-reused');
    return kept.answer;
  }

  private async forgetExpired(): Promise<number> {
    const [, deleted] = await this.dataSource.query<[unknown[], number]>(FORGET_EXPIRED, [LIMITS.idempotencyKeyHours]);
    return deleted;
  }
}
