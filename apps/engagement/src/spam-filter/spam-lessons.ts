import type { CreateDecision } from '@afterword/contracts';
import { execute, rowsOf, type SqlTransaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import {
  CHANGE_EVIDENCE,
  FORGET_LESSONS,
  LESSONS_OF_DECISION,
  PREPARE_EVIDENCE,
  RESTORE_LESSONS,
  STORE_LESSONS,
  TEXTS_TO_LEARN,
} from './spam-filter.sql';
import { tokensOf } from './tokens';

/** The row that counts the comments themselves. */
export const COMMENTS = -1;

interface Text {
  id: string;
  body: string;
  isSpam: boolean | null;
  buckets: number[] | null;
}

interface Lesson {
  id: string;
  isSpam: boolean;
  wasSpam: boolean | null;
  buckets: number[];
}

/** Changes of what was seen, by the numbers of words. */
class Changes {
  private readonly byBucket = new Map<number, { spam: number; ham: number }>();

  add(buckets: readonly number[], isSpam: boolean, by: 1 | -1): void {
    for (const bucket of [COMMENTS, ...buckets]) {
      const change = this.byBucket.get(bucket) ?? { spam: 0, ham: 0 };
      change[isSpam ? 'spam' : 'ham'] += by;
      this.byBucket.set(bucket, change);
    }
  }

  /** The caller's transaction has done everything else: rows of a popular word are held as shortly as can be. */
  async store(tx: SqlTransaction, siteId: string): Promise<void> {
    const changed = [...this.byBucket].filter(([, { spam, ham }]) => spam !== 0 || ham !== 0);
    if (changed.length === 0) return;
    const buckets = changed.map(([bucket]) => bucket);
    await execute(tx, PREPARE_EVIDENCE, [siteId, buckets]);
    const by = [changed.map(([, { spam }]) => spam), changed.map(([, { ham }]) => ham)];
    await execute(tx, CHANGE_EVIDENCE, [siteId, buckets, ...by]);
  }
}

/** What the spam filter learns from decisions, in their transactions. */
@Injectable()
export class SpamLessons {
  /** Learns what a decision says of comments. One that says nothing of spam, such as a rejection for another reason, teaches nothing. */
  async learn(
    tx: SqlTransaction,
    siteId: string,
    { id, commentIds, decision, reason }: DecisionToLearn,
  ): Promise<void> {
    const isSpam = isSpamBy(decision, reason);
    if (isSpam === null || commentIds.length === 0) return;
    const texts = await rowsOf<Text>(tx, TEXTS_TO_LEARN, [siteId, [...commentIds]]);
    const changes = new Changes();
    const lessons = texts.map(({ id: comment, body, isSpam: was, buckets: before }) => {
      if (was !== null && before) changes.add(before, was, -1);
      const buckets = tokensOf(body).map(({ bucket }) => bucket);
      changes.add(buckets, isSpam, 1);
      return { comment, buckets };
    });
    if (lessons.length === 0) return;
    await execute(tx, STORE_LESSONS, [
      siteId,
      id,
      lessons.map(({ comment }) => comment),
      lessons.map(() => isSpam),
      lessons.map(({ buckets }) => `{${buckets.join(',')}}`),
    ]);
    await changes.store(tx, siteId);
  }

  /** Unlearns what a decision taught. What an earlier one had said of the same comment counts again. */
  async unlearn(tx: SqlTransaction, siteId: string, decisionId: string): Promise<void> {
    const lessons = await rowsOf<Lesson>(tx, LESSONS_OF_DECISION, [siteId, decisionId]);
    if (lessons.length === 0) return;
    const changes = new Changes();
    for (const { isSpam, wasSpam, buckets } of lessons) {
      changes.add(buckets, isSpam, -1);
      if (wasSpam !== null) changes.add(buckets, wasSpam, 1);
    }
    const forgotten = lessons.filter(({ wasSpam }) => wasSpam === null).map(({ id }) => id);
    await execute(tx, FORGET_LESSONS, [siteId, forgotten]);
    await execute(tx, RESTORE_LESSONS, [siteId, decisionId]);
    await changes.store(tx, siteId);
  }
}

interface DecisionToLearn {
  id: string;
  commentIds: readonly string[];
  decision: CreateDecision['decision'];
  reason: string | null;
}

/** Whether a decision says that a text is spam; null where it says nothing of that. */
export function isSpamBy(decision: CreateDecision['decision'], reason: string | null): boolean | null {
  if (decision === 'spam' || (reason === 'spam' && (decision === 'reject' || decision === 'remove'))) return true;
  return decision === 'publish' ? false : null;
}
