import { rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
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

const column = <Row, Key extends keyof Row>(rows: readonly Row[], key: Key): Row[Key][] => rows.map((row) => row[key]);

@Injectable()
export class ReactionsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Stores a batch in one statement. @returns how many facts changed, and which of the pages are there */
  async apply(commands: readonly ReactionCommand[]): Promise<{ changed: number; pageIds: ReadonlySet<string> }> {
    const last = lastOfEach(commands);
    const [result] = await rowsOf<{ changed: number; pageIds: string[] }>(this.dataSource, APPLY_REACTIONS, [
      column(last, 'siteId'),
      column(last, 'pageId'),
      column(last, 'targetId'),
      column(last, 'readerId'),
      column(last, 'kind'),
      column(last, 'wanted'),
    ]);
    return { changed: result?.changed ?? 0, pageIds: new Set(result?.pageIds) };
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

/** Of several wishes for one mark the last one stands; the statement takes each mark once. */
function lastOfEach(commands: readonly ReactionCommand[]): ReactionCommand[] {
  return [...new Map(commands.map((command) => [`${markKey(command)}/${command.kind}`, command])).values()];
}
