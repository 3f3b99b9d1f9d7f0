import { LIMITS } from '@afterword/contracts';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Cleanup } from '../cleanup/cleanup';
import { execute, rowsOf, type SqlTransaction, type Transaction } from '../database/sql';
import { DomainError } from '../http/domain-error';
import type { IdempotencyKey } from '../http/idempotency-key';
import {
  CLAIM_KEY,
  DELETE_EXPIRED,
  DELETE_OF_OWNER,
  KEPT_ANSWER,
  STORE_ANSWER,
  STORED_ANSWER,
} from './idempotency.sql';
import type { KeyOwner } from './key-owner';
import { hashOfKey, seal, type SealedAnswer, unseal } from './sealed-answer';

/** A request that may come more than once. */
export interface IdempotentRequest {
  owner: KeyOwner;
  /** Null: every request with it is a new one. */
  key: IdempotencyKey | null;
  /** Encrypts the stored answer with the key, for an answer that holds a secret. */
  sealed?: boolean;
}

/**
 * Makes a change once per key. The key, the change and the answer are stored in one transaction, so a crash leaves all of
 * them or none, and copies sent at the same time wait for the first and get its answer.
 */
@Injectable()
export class IdempotencyService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    cleanup: Cleanup,
  ) {
    cleanup.add({ name: 'idempotency-keys', run: () => this.deleteExpired() });
  }

  /**
   * Runs `change` in a transaction of its own, as `runIn` does.
   * @throws DomainError `idempotency-key-reused`, and what `change` throws
   */
  run<Answer>(
    owner: KeyOwner,
    key: IdempotencyKey | null,
    change: (tx: Transaction) => Promise<Answer>,
    { sealed = false } = {},
  ): Promise<Answer> {
    return this.dataSource.transaction((tx) => this.runIn(tx, { owner, key, sealed }, () => change(tx)));
  }

  /**
   * Runs `change` and returns its answer, or returns the stored answer of an earlier request with the same key. What `change` throws
   * has to roll back the transaction, the key included: a request that was rejected may be sent again.
   * @throws DomainError `idempotency-key-reused`, and what `change` throws
   */
  async runIn<Answer>(
    tx: Transaction,
    { owner, key, sealed = false }: IdempotentRequest,
    change: () => Promise<Answer>,
  ): Promise<Answer> {
    if (!key) return change();
    // A sealed answer is encrypted with the key, so only a hash of the key is stored beside it.
    const stored = [owner.siteId, owner.id, sealed ? hashOfKey(key.key) : key.key];
    const claimed = await rowsOf(tx, CLAIM_KEY, [...stored, key.requestHash, LIMITS.idempotencyKeyHours]);
    if (claimed.length === 0) {
      const answer = await storedAnswer(tx, stored, key);
      return (sealed ? unseal(answer as SealedAnswer, key.key) : answer) as Answer;
    }
    const answer = await change();
    await execute(tx, STORE_ANSWER, [...stored, JSON.stringify(sealed ? seal(answer, key.key) : answer)]);
    return answer;
  }

  /**
   * The stored answer of a key, where the request must not be looked at anew; undefined where there is none, or not yet.
   * @throws DomainError `idempotency-key-reused`
   */
  async kept<Answer>(owner: KeyOwner, key: IdempotencyKey): Promise<Answer | undefined> {
    const [row] = await rowsOf<{ requestHash: Buffer; answer: unknown }>(this.dataSource, KEPT_ANSWER, [
      owner.siteId,
      owner.id,
      key.key,
      LIMITS.idempotencyKeyHours,
    ]);
    if (!row) return undefined;
    if (!row.requestHash.equals(key.requestHash)) throw new DomainError('idempotency-key-reused');
    return row.answer as Answer;
  }

  /** Deletes an owner's keys and answers. */
  async deleteAllOf(tx: SqlTransaction, owner: KeyOwner): Promise<void> {
    await execute(tx, DELETE_OF_OWNER, [owner.siteId, owner.id]);
  }

  /** Deletes a batch of expired keys. @returns how many; 0 when none are left */
  deleteExpired(): Promise<number> {
    return execute(this.dataSource, DELETE_EXPIRED, [LIMITS.idempotencyKeyHours]);
  }
}

async function storedAnswer(tx: Transaction, stored: readonly string[], key: IdempotencyKey): Promise<unknown> {
  const [row] = await rowsOf<{ requestHash: Buffer; answer: unknown }>(tx, STORED_ANSWER, stored);
  if (!row?.requestHash.equals(key.requestHash)) throw new DomainError('idempotency-key-reused');
  return row.answer;
}
