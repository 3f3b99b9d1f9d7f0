import { LIMITS, type ModerationNumbers, type NumbersOfDay, type NumbersPeriod } from '@afterword/contracts';
import { idAt, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { DECIDED_BY_DAY, POSTED_BY_DAY } from './numbers.sql';

const DAY_MS = 86_400_000;

/** How old numbers may be: counting a month of a large site takes a while. Milliseconds. */
const FRESH_MS = 30_000;
/** Numbers kept at once; the oldest go. */
const KEPT = 100;

interface Posted {
  date: string;
  comments: number;
  /** Those that a step of moderation did not let pass. */
  flagged: number;
  reports: number;
}

interface Decided {
  /** Null for all days together. */
  date: string | null;
  heldByReports: number;
  approved: number;
  rejected: number;
  spam: number;
  removed: number;
  medianSeconds: number | null;
  p90Seconds: number | null;
  changes: number;
}

type Counted = Omit<NumbersOfDay, 'date'>;

const NOTHING_DECIDED: Omit<Decided, 'date'> = {
  ...{ heldByReports: 0, approved: 0, rejected: 0, spam: 0, removed: 0 },
  ...{ medianSeconds: null, p90Seconds: null, changes: 0 },
};

/** What came, what was held, and what was decided how fast, by day (UTC), counted from the comments, reports and changes of status. */
@Injectable()
export class NumbersService {
  private readonly known = new Map<string, { at: number; numbers: Promise<ModerationNumbers> }>();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Of the last days, today included. Concurrent callers share one count. */
  of(siteId: string, days: NumbersPeriod, now = Date.now()): Promise<ModerationNumbers> {
    const key = `${days}/${siteId}`;
    const known = this.known.get(key);
    if (known && now - known.at < FRESH_MS) return known.numbers;
    const numbers = this.count(siteId, days, now);
    this.known.delete(key);
    this.known.set(key, { at: now, numbers });
    numbers.catch(() => this.known.delete(key));
    const oldest = this.known.keys().next();
    if (this.known.size > KEPT && !oldest.done) this.known.delete(oldest.value);
    return numbers;
  }

  private async count(siteId: string, days: NumbersPeriod, now: number): Promise<ModerationNumbers> {
    const today = Math.floor(now / DAY_MS) * DAY_MS;
    const starts = Array.from({ length: days }, (_, index) => today - (days - 1 - index) * DAY_MS);
    const [first = today] = starts;
    const ids = starts.map((start) => idAt(new Date(start)));
    const [posted, decided] = await Promise.all([
      rowsOf<Posted>(this.dataSource, POSTED_BY_DAY, [
        siteId,
        starts.map((start) => new Date(start).toISOString().slice(0, 10)),
        ids,
        [...ids.slice(1), idAt(new Date(today + DAY_MS))],
      ]),
      rowsOf<Decided>(this.dataSource, DECIDED_BY_DAY, [siteId, idAt(new Date(first)), LIMITS.numbersChanges]),
    ]);
    const byDate = new Map(decided.map((row) => [row.date, row]));
    const all = byDate.get(null) ?? NOTHING_DECIDED;
    const sum = (of: (row: Posted) => number) => posted.reduce((total, row) => total + of(row), 0);
    const total = {
      comments: sum(({ comments }) => comments),
      flagged: sum(({ flagged }) => flagged),
      reports: sum(({ reports }) => reports),
    };
    return {
      days: posted.map((row) => ({ date: row.date, ...counted(row, byDate.get(row.date) ?? NOTHING_DECIDED) })),
      total: counted(total, all),
      isComplete: all.changes < LIMITS.numbersChanges,
    };
  }
}

function counted({ comments, flagged, reports }: Omit<Posted, 'date'>, decided: Omit<Decided, 'date'>): Counted {
  const { heldByReports, approved, rejected, spam, removed, medianSeconds, p90Seconds } = decided;
  const held = flagged + heldByReports;
  return { comments, held, approved, rejected, spam, removed, reports, medianSeconds, p90Seconds };
}
