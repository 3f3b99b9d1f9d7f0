import { execute, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { LogChain } from './log-chain';
import { type NewLogEntry, personOf, toWaiting } from './log-entry';
import { FORGET_PERSON, RECORD_ENTRIES, RECORD_PRIVATE } from './moderation-log.sql';

/** What is decided on a site, recorded with the decision. */
@Injectable()
export class ModerationLog {
  constructor(private readonly chain: LogChain) {}

  /**
   * Records entries in the transaction of what they are about: both are stored or none is. They get their place in the chain after the
   * commit, so that no transaction waits for another one's log.
   */
  async record(tx: SqlTransaction, entries: readonly NewLogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const at = new Date();
    const waiting = entries.map((entry) => toWaiting(entry, at));
    const parts = waiting.flatMap(({ id, siteId, privateParts }) =>
      privateParts.map((part) => ({ ...part, id, siteId })),
    );
    await Promise.all([
      execute(tx, RECORD_ENTRIES, [
        waiting.map(({ id }) => id),
        waiting.map(({ siteId }) => siteId),
        waiting.map(({ entry }) => entry),
      ]),
      parts.length > 0 &&
        execute(tx, RECORD_PRIVATE, [
          parts.map(({ id }) => id),
          parts.map(({ siteId }) => siteId),
          parts.map(({ part }) => part),
          parts.map(({ person }) => person),
          parts.map(({ value }) => value),
          parts.map(({ salt }) => salt),
        ]),
    ]);
    this.chain.wake();
  }

  /** Erases what identifies a reader. The chain stays true: it holds hashes of that, salted. */
  async forgetReader(tx: SqlTransaction, { siteId, id }: { siteId: string; id: string }): Promise<void> {
    await execute(tx, FORGET_PERSON, [siteId, personOf('reader', id)]);
  }
}
