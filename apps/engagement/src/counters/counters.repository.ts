import type { Counters } from '@afterword/contracts';
import { rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { COUNTERS_OF_KEYS, COUNTERS_OF_TARGETS } from './counters.sql';
import { type CounterRow, toCounters } from './metric';

export interface Target {
  siteId: string;
  targetId: string;
}

@Injectable()
export class CountersRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Counter rows by target id; a target without any has an empty list. */
  async ofTargets(targets: readonly Target[], runner: SqlRunner = this.dataSource): Promise<Map<string, CounterRow[]>> {
    const rowsById = new Map<string, CounterRow[]>(targets.map(({ targetId }) => [targetId, []]));
    if (rowsById.size === 0) return rowsById;
    const distinct = [...new Map(targets.map((target) => [target.targetId, target])).values()];
    const rows = await rowsOf<CounterRow & Target>(runner, COUNTERS_OF_TARGETS, [
      distinct.map(({ siteId }) => siteId),
      distinct.map(({ targetId }) => targetId),
    ]);
    for (const row of rows) rowsById.get(row.targetId)?.push(row);
    return rowsById;
  }

  async ofPage(siteId: string, pageId: string, kinds: readonly string[], runner?: SqlRunner): Promise<Counters> {
    const rows = await this.ofTargets([{ siteId, targetId: pageId }], runner);
    return toCounters(kinds, rows.get(pageId) ?? []);
  }

  /** Counters by page key; a page that does not exist yet has zeros. */
  async ofKeys(siteId: string, keys: readonly string[], kinds: readonly string[]): Promise<Map<string, Counters>> {
    const rows = await rowsOf<CounterRow & { key: string }>(this.dataSource, COUNTERS_OF_KEYS, [siteId, [...keys]]);
    const rowsByKey = new Map<string, CounterRow[]>(keys.map((key) => [key, []]));
    for (const row of rows) rowsByKey.get(row.key)?.push(row);
    return new Map([...rowsByKey].map(([key, ofKey]) => [key, toCounters(kinds, ofKey)]));
  }
}
