import { Readable } from 'node:stream';
import { NIL_ID, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { LedgerReader } from '../ledger';
import type { Reader } from '../readers';
import {
  AUTHORED_PAGES,
  BROWSERS,
  COMMENTS,
  EARLIER_TEXTS,
  FOLLOWS,
  MAIL,
  NOTIFICATIONS,
  REACTIONS,
  READER,
  SESSIONS,
  SHARES,
} from './reader-export.sql';

/** Rows that are read at a time: a reader of many years is exported in the memory of a short list. */
const ROWS = 500;
const TRANSFERS = 100;

type Row = Record<string, unknown>;

/** Everything that is stored of a reader, as one JSON document. */
@Injectable()
export class ReaderExport {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly ledger: LedgerReader,
  ) {}

  of(reader: Reader): Readable {
    return Readable.from(this.document(reader));
  }

  private async *document(reader: Reader): AsyncGenerator<string> {
    const own = [reader.siteId, reader.id];
    const [described] = await rowsOf<Row>(this.dataSource, READER, own);
    const head = { site: reader.siteId, exportedAt: new Date().toISOString(), reader: described };
    yield JSON.stringify(head).slice(0, -1);
    yield* list('sessions', this.rows(SESSIONS, own));
    yield* list('authorOf', this.rows(AUTHORED_PAGES, own));
    yield* list('comments', this.byId(COMMENTS, own));
    yield* list('earlierTexts', this.byId(EARLIER_TEXTS, own));
    yield* list('reactions', this.reactions(own));
    yield* list('shares', this.byId(SHARES, own));
    yield* list('follows', this.byId(FOLLOWS, own));
    yield* list('mail', this.rows(MAIL, own));
    yield* list('browsers', this.rows(BROWSERS, own));
    yield* list('notifications', this.byId(NOTIFICATIONS, own));
    yield* list('transfers', this.transfers(reader));
    yield '}\n';
  }

  /** The small, unpaged parts of the export. */
  private async *rows(statement: string, own: string[]): AsyncGenerator<Row> {
    yield* await rowsOf<Row>(this.dataSource, statement, own);
  }

  private async *byId(statement: string, own: string[]): AsyncGenerator<Row> {
    for (let after: string | undefined = NIL_ID; after !== undefined;) {
      const rows: (Row & { id: string })[] = await rowsOf(this.dataSource, statement, [...own, ROWS, after]);
      yield* rows;
      after = rows.length === ROWS ? rows.at(-1)?.id : undefined;
    }
  }

  private async *reactions(own: string[]): AsyncGenerator<Row> {
    interface Positioned extends Row {
      position: string;
      kindPosition: string;
    }
    for (let after: [string, string] | undefined = [NIL_ID, '']; after;) {
      const rows: Positioned[] = await rowsOf(this.dataSource, REACTIONS, [...own, ROWS, ...after]);
      for (const { page, commentId, kind, named, createdAt } of rows) yield { page, commentId, kind, named, createdAt };
      const last = rows.length === ROWS ? rows.at(-1) : undefined;
      after = last && [last.position, last.kindPosition];
    }
  }

  private async *transfers({ siteId, id }: Reader): AsyncGenerator<Row> {
    for (let cursor: string | undefined | null; cursor !== null;) {
      const { items, next } = await this.ledger.walletStatement(siteId, id, { limit: TRANSFERS, cursor });
      for (const transfer of items) yield { ...transfer };
      cursor = next;
    }
  }
}

/** Appends an array member to the document, row by row. */
async function* list(name: string, rows: AsyncIterable<Row>): AsyncGenerator<string> {
  yield `,${JSON.stringify(name)}:[`;
  let separator = '';
  for await (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ',';
  }
  yield ']';
}
