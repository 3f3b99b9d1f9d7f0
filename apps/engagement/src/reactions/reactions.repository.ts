import { execute, type Pipeline, rowsOf, type SqlRunner } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import {
  CHANGE_SCORES,
  DELETE_REACTIONS,
  INSERT_REACTIONS,
  LOCK_REACTIONS,
  MARKABLE_COMMENTS,
  REACTIONS_OF_READERS,
} from './reactions.sql';

/** A reader and what they may have marked. */
export interface Marker {
  siteId: string;
  /** The page's own id, or a comment's. */
  targetId: string;
  readerId: string;
}

export interface Mark extends Marker {
  pageId: string;
  kind: string;
  /** Whether readers see who marked. */
  named: boolean;
}

export interface ScoreChange {
  siteId: string;
  commentId: string;
  by: number;
  /** The page's comments version. */
  version: number;
}

const column = <Row, Key extends keyof Row>(rows: readonly Row[], key: Key): Row[Key][] => rows.map((row) => row[key]);

@Injectable()
export class ReactionsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Kinds by target and reader, see `markKey`. */
  kindsOf(markers: readonly Marker[], runner: SqlRunner = this.dataSource): Promise<Map<string, string[]>> {
    return this.kinds(REACTIONS_OF_READERS, markers, runner);
  }

  /** As `kindsOf`. Nobody else takes these marks away before the transaction ends. */
  lockKindsOf(markers: readonly Marker[], tx: Pipeline): Promise<Map<string, string[]>> {
    return this.kinds(LOCK_REACTIONS, markers, tx);
  }

  private async kinds(
    statement: string,
    markers: readonly Marker[],
    runner: SqlRunner,
  ): Promise<Map<string, string[]>> {
    const distinct = [...new Map(markers.map((marker) => [markKey(marker), marker])).values()];
    const kinds = new Map<string, string[]>(distinct.map((marker) => [markKey(marker), []]));
    if (distinct.length === 0) return kinds;
    const rows = await rowsOf<{ targetId: string; readerId: string; kind: string }>(runner, statement, [
      column(distinct, 'siteId'),
      column(distinct, 'targetId'),
      column(distinct, 'readerId'),
    ]);
    for (const row of rows) kinds.get(markKey(row))?.push(row.kind);
    return kinds;
  }

  /** Those of some comments that can be marked, and whether everybody sees them. */
  async markable(
    tx: Pipeline,
    comments: readonly { siteId: string; targetId: string }[],
  ): Promise<Map<string, { isPublished: boolean }>> {
    if (comments.length === 0) return new Map();
    const distinct = [...new Map(comments.map((comment) => [comment.targetId, comment])).values()];
    const values = [column(distinct, 'siteId'), column(distinct, 'targetId')];
    const rows = await rowsOf<{ id: string; isPublished: boolean }>(tx, MARKABLE_COMMENTS, values);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** None of the marks was there when the caller looked. One that another process has stored since fails, as it does where the caller holds the pages. */
  insert(tx: Pipeline, marks: readonly Mark[]): void {
    if (marks.length === 0) return;
    tx.send(execute(tx, INSERT_REACTIONS, [...columnsOf(marks), column(marks, 'pageId'), column(marks, 'named')]));
  }

  /** The caller holds the pages or the marks. */
  delete(tx: Pipeline, marks: readonly Mark[]): void {
    if (marks.length === 0) return;
    tx.send(execute(tx, DELETE_REACTIONS, columnsOf(marks)));
  }

  /** The caller holds the pages. */
  changeScores(tx: Pipeline, changes: readonly ScoreChange[]): void {
    if (changes.length === 0) return;
    const values = [column(changes, 'siteId'), column(changes, 'commentId'), column(changes, 'by')];
    tx.send(execute(tx, CHANGE_SCORES, [...values, column(changes, 'version')]));
  }
}

export const markKey = ({ targetId, readerId }: { targetId: string; readerId: string }) => `${targetId}/${readerId}`;

const columnsOf = (marks: readonly Mark[]) => [
  column(marks, 'siteId'),
  column(marks, 'targetId'),
  column(marks, 'readerId'),
  column(marks, 'kind'),
];
