import type { CreateDecision } from '@afterword/contracts';
import { counter, execute, type RelayLoop, RelayLoops, rowsOf, type SqlTransaction } from '@afterword/platform';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { isSpamBy } from '../spam-filter';
import { AkismetClient } from './akismet-client';
import { FORGET_CORRECTION, MARK_SENT, NOTE_CORRECTIONS, TAKE_CORRECTIONS, UNDO_CORRECTIONS } from './akismet.sql';

/** In which a decision can be undone before Akismet is told. Minutes. */
const WAIT_MINUTES = 10;

/** How often Akismet is told, with twice the pause each time: over about eight hours. */
const MOST_ATTEMPTS = 9;

/** How late a correction is sent that is due. Milliseconds. */
const IDLE_MS = 10_000;

/** Corrections that are sent one after another. */
const BATCH = 20;

interface Correction {
  siteId: string;
  /** The comment's. */
  id: string;
  isSpam: boolean;
  attempts: number;
  /** Null for a comment that is erased. */
  body: string | null;
  isReply: boolean;
  createdAt: Date;
  readerId: string;
  readerName: string;
  url: string | null;
  /** Null where the site does not use Akismet any more. */
  key: string | null;
  blog: string | null;
}

/** Tells Akismet where moderators have decided otherwise than it said, so that it learns. */
@Injectable()
export class AkismetCorrections {
  /** Replaced in tests. */
  waitMinutes = WAIT_MINUTES;

  private readonly logger = new Logger('Akismet');
  private readonly loop: RelayLoop;
  private readonly outcomes = counter(
    'afterword_akismet_corrections_total',
    'Corrections for Akismet by outcome: sent, failed and tried again later, or given up',
    ['outcome'],
  );

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly client: AkismetClient,
    loops: RelayLoops,
  ) {
    this.loop = loops.create({ name: 'akismet-corrections', tick: () => this.send(), idleMs: IDLE_MS });
  }

  /** Sends what is due by now, without waiting for the loop. */
  wake(): void {
    this.loop.wake();
  }

  /** What a decision says, in its transaction. */
  async note(tx: SqlTransaction, siteId: string, { id, commentIds, decision, reason }: DecisionToTell): Promise<void> {
    const isSpam = isSpamBy(decision, reason);
    if (isSpam === null || commentIds.length === 0) return;
    await execute(tx, NOTE_CORRECTIONS, [siteId, [...commentIds], isSpam, id, this.waitMinutes]);
  }

  async undo(tx: SqlTransaction, siteId: string, decisionId: string): Promise<void> {
    await execute(tx, UNDO_CORRECTIONS, [siteId, decisionId, this.waitMinutes]);
  }

  /** @returns how many were due */
  private async send(): Promise<number> {
    const due = await rowsOf<Correction>(this.dataSource, TAKE_CORRECTIONS, [BATCH]);
    for (const correction of due) await this.sendOne(correction);
    return due.length;
  }

  private async sendOne(correction: Correction): Promise<void> {
    const { siteId, id, isSpam, attempts, body, isReply, createdAt, readerId, readerName, url, key, blog } = correction;
    if (key === null || blog === null || body === null) {
      await execute(this.dataSource, FORGET_CORRECTION, [siteId, id]);
      return;
    }
    const reader = { id: readerId, name: readerName };
    const comment = { siteId, blog, reader, body, isReply, permalink: url, createdAt };
    try {
      await this.client.correct(comment, { key, isSpam });
      await execute(this.dataSource, MARK_SENT, [siteId, id, isSpam]);
      this.outcomes.inc({ outcome: 'sent' });
    } catch (error) {
      const isLast = attempts >= MOST_ATTEMPTS;
      this.outcomes.inc({ outcome: isLast ? 'given-up' : 'failed' });
      this.logger.warn({ err: error, site: siteId, comment: id, attempts }, 'Akismet did not take a correction');
      if (isLast) await execute(this.dataSource, FORGET_CORRECTION, [siteId, id]);
    }
  }
}

interface DecisionToTell {
  id: string;
  commentIds: readonly string[];
  decision: CreateDecision['decision'];
  reason: string | null;
}
