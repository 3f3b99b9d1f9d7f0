import type { CounterRow } from './metric';

export interface CounterStep {
  targetId: string;
  metric: string;
  /** Negative for a decrease. */
  by: number;
}

/**
 * Counters as they are after each change of a batch. The batch holds their pages, so nobody else changes them meanwhile and they
 * need not be read again.
 */
export class CounterTally {
  private readonly targets: Map<string, CounterRow[]>;

  /** @param rows the counters before the batch, by target */
  constructor(rows: ReadonlyMap<string, readonly CounterRow[]>) {
    this.targets = new Map([...rows].map(([targetId, ofTarget]) => [targetId, ofTarget.map((row) => ({ ...row }))]));
  }

  add({ targetId, metric, by }: CounterStep): void {
    const rows = this.targets.get(targetId) ?? [];
    this.targets.set(targetId, rows);
    const row = rows.find((known) => known.metric === metric);
    if (row) row.value += by;
    else rows.push({ metric, value: by });
  }

  /** Every counter of a target. */
  of(targetId: string): readonly CounterRow[] {
    return this.targets.get(targetId) ?? [];
  }
}
