import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Site } from '@afterword/contracts';
import {
  CONFIG,
  execute,
  type HeldSession,
  holdSession,
  rowsOf,
  type ServiceConfig,
  type SqlRunner,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import yazl from 'yazl';
import { ARCHIVE_TABLES } from './archive-tables';
import {
  BEGIN_READING,
  CLOSE_ROWS,
  END_READING,
  LAST_MIGRATION,
  NAME_SITE,
  NEXT_ROWS,
  rowsOfTable,
} from './archive.sql';
import type { ExportFormat } from './exported';
import { filesOf } from './formats';

export const ARCHIVE_VERSION = 1;

export interface ArchiveManifest {
  format: 'afterword-archive';
  version: number;
  site: string;
  exportedAt: string;
  /** Whether addresses, subjects and private texts are in it. */
  personal: boolean;
  /** The newest migration of the database that it was taken from. */
  schema: string;
  tables: { name: string; file: string; rows: number; sha256: string }[];
}

export interface ExportOrder {
  site: Site;
  path: string;
  format: ExportFormat;
  withPersonal: boolean;
}

/** All that belongs to a site as one file, of one moment. */
@Injectable()
export class SiteArchive {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** @returns what is in it, by file: rows of tables, comments of other formats */
  async write({ site, path, format, withPersonal }: ExportOrder): Promise<{ name: string; rows: number }[]> {
    const session = await holdSession(this.dataSource, this.config);
    try {
      // One moment for all of it, without a transaction id: readers of the event log do not wait for it.
      await execute(session.manager, BEGIN_READING);
      await execute(session.manager, NAME_SITE, [site.id]);
      const zip = new yazl.ZipFile();
      const written = pipeline(zip.outputStream, createWriteStream(path));
      written.catch(() => undefined);
      const made =
        format === 'afterword'
          ? await this.addTables(zip, session, site, withPersonal)
          : await addFiles(zip, filesOf({ format, site, session: session.manager, withPersonal }));
      zip.end();
      await written;
      return made;
    } finally {
      await execute(session.manager, END_READING).catch(() => undefined);
      await session.release();
    }
  }

  private async addTables(
    zip: yazl.ZipFile,
    { manager }: HeldSession,
    site: Site,
    withPersonal: boolean,
  ): Promise<{ name: string; rows: number }[]> {
    const [migration] = await rowsOf<{ name: string }>(manager, LAST_MIGRATION);
    const manifest: ArchiveManifest = {
      format: 'afterword-archive',
      version: ARCHIVE_VERSION,
      site: site.id,
      exportedAt: new Date().toISOString(),
      personal: withPersonal,
      schema: migration?.name ?? '',
      tables: [],
    };
    for (const table of ARCHIVE_TABLES) {
      const hash = createHash('sha256');
      const file = `${table.name}.jsonl`;
      let rows = 0;
      const lines = async function* () {
        for await (const line of linesOf(manager, rowsOfTable(table, withPersonal))) {
          rows += 1;
          hash.update(line);
          yield line;
        }
      };
      await addStream(zip, file, Readable.from(lines()));
      manifest.tables.push({ name: table.name, file, rows, sha256: hash.digest('hex') });
    }
    zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), 'manifest.json');
    return manifest.tables;
  }
}

/** A cursor's rows, a line each, a few hundred in memory. */
async function* linesOf(session: SqlRunner, declaration: string): AsyncGenerator<string> {
  await execute(session, declaration);
  for (;;) {
    const rows = await rowsOf<{ row: string }>(session, NEXT_ROWS);
    for (const { row } of rows) yield `${row}\n`;
    if (rows.length === 0) break;
  }
  await execute(session, CLOSE_ROWS);
}

async function addFiles(
  zip: yazl.ZipFile,
  files: AsyncIterable<{ name: string; text: AsyncIterable<string>; count: () => number }>,
): Promise<{ name: string; rows: number }[]> {
  const made: { name: string; rows: number }[] = [];
  for await (const { name, text, count } of files) {
    await addStream(zip, name, Readable.from(text));
    made.push({ name, rows: count() });
  }
  return made;
}

/** The archive reads a file when those before it are written; it waits for that, since the session answers one question at a time. */
async function addStream(zip: yazl.ZipFile, name: string, source: Readable): Promise<void> {
  const entry = new PassThrough();
  zip.addReadStream(entry, name);
  await pipeline(source, entry);
}
