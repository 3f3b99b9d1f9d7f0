import { rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { CounterRow } from '../counters';
import { APPLY_REACTIONS, REACTIONS_OF_READERS } from './reactions.sql';

/** What a reader wants a mark to be. */
export interface ReactionCommand {
  siteId: string;
  pageId: string;
  /** The page's own id, or a comment's. */
  targetId: string;
  readerId: string;
  kind: string;
  wanted: boolean;
}

export interface Marker {
  siteId: string;
  targetId: string;
  readerId: string;
}

export interface AppliedReactions {
  /** The pages that are there. */
  pageIds: ReadonlySet<string>;
  changedPageIds: ReadonlySet<string>;
  /** By target. */
  counters: ReadonlyMap<string, readonly CounterRow[]>;
  /** What readers had marked targets with before, by `markKey`. */
  kinds: ReadonlyMap<string, readonly string[]>;
  /** Whole points that readers gave for targets, by `markKey`. */
  rewarded: ReadonlyMap<string, number>;
}

type AppliedRow =
  | { what: 'page'; targetId: string }
  | { what: 'changed'; targetId: string }
  | { what: 'counter'; targetId: string; name: string; value: number }
  | { what: 'mark'; targetId: string; readerId: string; name: string }
  | { what: 'rewarded'; targetId: string; readerId: string; value: number };

const column = <Row, Key extends keyof Row>(rows: readonly Row[], key: Key): Row[Key][] => rows.map((row) => row[key]);

@Injectable()
export class ReactionsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Stores a batch, and reads what its answers tell, in one statement. */
  async apply(commands: readonly ReactionCommand[]): Promise<AppliedReactions> {
    const last = lastOfEach(commands);
    const rows = await rowsOf<AppliedRow>(this.dataSource, APPLY_REACTIONS, [
      column(last, 'siteId'),
      column(last, 'pageId'),
      column(last, 'targetId'),
      column(last, 'readerId'),
      column(last, 'kind'),
      column(last, 'wanted'),
    ]);
    return sorted(rows);
  }

  /** Kinds by target and reader, see `markKey`. */
  async kindsOf(markers: readonly Marker[], runner: SqlRunner = this.dataSource): Promise<Map<string, string[]>> {
    const distinct = [...new Map(markers.map((marker) => [markKey(marker), marker])).values()];
    const kinds = new Map<string, string[]>(distinct.map((marker) => [markKey(marker), []]));
    if (distinct.length === 0) return kinds;
    const rows = await rowsOf<{ targetId: string; readerId: string; kind: string }>(runner, REACTIONS_OF_READERS, [
      column(distinct, 'siteId'),
      column(distinct, 'targetId'),
      column(distinct, 'readerId'),
    ]);
    for (const row of rows) kinds.get(markKey(row))?.push(row.kind);
    return kinds;
  }
}

export const markKey = ({ targetId, readerId }: { targetId: string; readerId: string }) => `${targetId}/${readerId}`;

function sorted(rows: readonly AppliedRow[]): AppliedReactions {
  const pageIds = new Set<string>();
  const changedPageIds = new Set<string>();
  const counters = new Map<string, CounterRow[]>();
  const kinds = new Map<string, string[]>();
  const rewarded = new Map<string, number>();
  for (const row of rows) {
    if (row.what === 'page') pageIds.add(row.targetId);
    else if (row.what === 'changed') changedPageIds.add(row.targetId);
    else if (row.what === 'counter') push(counters, row.targetId, { metric: row.name, value: row.value });
    else if (row.what === 'mark') push(kinds, markKey(row), row.name);
    else rewarded.set(markKey(row), row.value);
  }
  return { pageIds, changedPageIds, counters, kinds, rewarded };
}

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Of several wishes for one mark the last one stands; the statement takes each mark once. */
function lastOfEach(commands: readonly ReactionCommand[]): ReactionCommand[] {
  return [...new Map(commands.map((command) => [`${markKey(command)}/${command.kind}`, command])).values()];
}
