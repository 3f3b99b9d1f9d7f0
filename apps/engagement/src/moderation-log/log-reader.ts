import { type LogEntry, type LogList, LogEntrySchema } from '@afterword/contracts';
import { Cursor, pageOf, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { FIRST_HASH, hashOf, LogChain } from './log-chain';
import { commitmentOf, type LogActor } from './log-entry';
import { HEAD, NEWEST_ENTRIES, OLDEST_ENTRIES } from './moderation-log.sql';

const BATCH = 1_000;

interface LogRow {
  position: number;
  id: string;
  entry: string;
  previous: Buffer;
  hash: Buffer;
  byValue: string | null;
  bySalt: Buffer | null;
  subjectValue: string | null;
  subjectSalt: Buffer | null;
}

/** The text that is hashed. */
interface SealedEntry {
  site: string;
  position: number;
  by: 'operator' | 'service' | { sealed: string };
  subject?: string;
}

/** A chain that is whole, or the first place where it is not. */
export type ChainReport =
  | { ok: true; entries: number; erased: number; hash: string; isExpectedThere: boolean }
  | { ok: false; position: number; why: string };

const position = new Cursor(z.tuple([z.literal('log'), z.int()]));

/** Reads the log of a site. What was committed before is in it. */
@Injectable()
export class LogReader {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly chain: LogChain,
  ) {}

  /** The newest first. */
  async list(siteId: string, { limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<LogList> {
    await this.chain.seal(siteId);
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : position.decode(cursor)[1];
    const rows = await rowsOf<LogRow>(this.dataSource, NEWEST_ENTRIES, [siteId, before, limit + 1]);
    const { items, next } = pageOf(rows, limit, (row) => position.encode(['log', row.position]));
    return { items: items.map(viewOf), next };
  }

  /** Every entry as a line of JSON, the oldest first. `sealed` is the text that is hashed. */
  async *export(siteId: string): AsyncGenerator<string> {
    await this.chain.seal(siteId);
    for await (const row of this.rows(siteId)) yield `${JSON.stringify({ ...viewOf(row), sealed: row.entry })}\n`;
  }

  /**
   * Checks that no entry of the chain was changed, inserted, removed or moved, and that what is kept beside it is what it was. What is
   * erased there is counted.
   * @param expected a hash that must be in the chain, which somebody has noted elsewhere: the end may have been rewritten otherwise
   */
  async verify(siteId: string, expected?: string): Promise<ChainReport> {
    await this.chain.seal(siteId);
    const [head = { position: 0, hash: FIRST_HASH }] = await rowsOf<{ position: number; hash: Buffer }>(
      this.dataSource,
      HEAD,
      [siteId],
    );
    let last: Pick<LogRow, 'position' | 'hash'> = { position: 0, hash: FIRST_HASH };
    let [erased, isExpectedThere] = [0, expected === undefined];
    for await (const row of this.rows(siteId)) {
      const why = wrongWith(row, { siteId, last });
      if (why !== null) return { ok: false, position: last.position + 1, why };
      erased += Number(isErased(row));
      isExpectedThere ||= row.hash.toString('hex') === expected;
      last = row;
      // Others may add to the chain meanwhile; what they have added is not what is checked.
      if (row.position === head.position) break;
    }
    if (last.position !== head.position || !last.hash.equals(head.hash))
      return { ok: false, position: last.position + 1, why: `entries up to ${head.position} are missing` };
    return { ok: true, entries: last.position, erased, hash: last.hash.toString('hex'), isExpectedThere };
  }

  private async *rows(siteId: string): AsyncGenerator<LogRow> {
    for (let after = 0; ;) {
      const rows = await rowsOf<LogRow>(this.dataSource, OLDEST_ENTRIES, [siteId, after, BATCH]);
      yield* rows;
      after = rows.at(-1)?.position ?? after;
      if (rows.length < BATCH) return;
    }
  }
}

const sealedOf = ({ entry }: LogRow): SealedEntry => JSON.parse(entry) as SealedEntry;

const isErased = (row: LogRow): boolean => {
  const { by, subject } = sealedOf(row);
  return (typeof by === 'object' && row.byValue === null) || (subject !== undefined && row.subjectValue === null);
};

/** Null where nothing is. */
function wrongWith(row: LogRow, { siteId, last }: { siteId: string; last: Pick<LogRow, 'position' | 'hash'> }) {
  if (row.position !== last.position + 1) return `entry ${last.position + 1} is missing`;
  if (!row.previous.equals(last.hash)) return 'it does not follow the entry before it';
  if (!hashOf(row.previous, row.entry).equals(row.hash)) return 'its text is not what was hashed';
  const { site, position, by, subject } = sealedOf(row);
  if (site !== siteId || position !== row.position) return 'it is not from this place';
  const { byValue, bySalt, subjectValue, subjectSalt } = row;
  if (
    byValue !== null &&
    bySalt &&
    (typeof by !== 'object' || commitmentOf({ salt: bySalt, value: byValue }) !== by.sealed)
  )
    return 'who decided is not who it was';
  if (subjectValue !== null && subjectSalt && commitmentOf({ salt: subjectSalt, value: subjectValue }) !== subject)
    return 'what it is about is not what it was';
  return null;
}

function viewOf(row: LogRow): LogEntry {
  const { by, ...facts } = sealedOf(row);
  const about = row.subjectValue === null ? {} : (JSON.parse(row.subjectValue) as object);
  return LogEntrySchema.parse({
    ...facts,
    ...about,
    by: actorOf(by, row.byValue),
    previous: row.previous.toString('hex'),
    hash: row.hash.toString('hex'),
  });
}

/** Null for somebody who is erased. */
function actorOf(by: SealedEntry['by'], value: string | null): LogActor | null {
  if (by === 'operator') return { kind: 'operator', id: null, name: 'Operator' };
  if (by === 'service') return { kind: 'service', id: null, name: 'Afterword' };
  return value === null ? null : (JSON.parse(value) as LogActor);
}
