import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { PassThrough, Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExportFormat, Site } from '@afterword/contracts';
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
import { LogChain } from '../moderation-log';
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

export interface ArchivedFile {
  name: string;
  rows: number;
}

interface ArchiveFile {
  zip: yazl.ZipFile;
  /** Ends when the archive is where it goes to, or cannot be. */
  written: Promise<void>;
}

/** All that belongs to a site as one file, of one moment. */
@Injectable()
export class SiteArchive {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly log: LogChain,
  ) {}

  /**
   * Writes beside the path first: what is at the path is whole, or what was there before. Only its owner can read it.
   * @returns what is in it, by file: rows of tables, comments of other formats
   */
  async write({ path, ...order }: ExportOrder): Promise<ArchivedFile[]> {
    const part = `${path}.part`;
    await rm(part, { force: true });
    try {
      const made = await this.send(order, () => createWriteStream(part, { mode: 0o600, flags: 'wx' }));
      await rename(part, path);
      return made;
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  /** Writes into a stream, which is opened when the rows can be read, as fast as it takes it. Destroys it where the archive cannot be whole. */
  async send({ site, format, withPersonal }: Omit<ExportOrder, 'path'>, open: () => Writable): Promise<ArchivedFile[]> {
    // Entries of the log that wait for their place are in no archive.
    await this.log.seal(site.id);
    const session = await holdSession(this.dataSource, this.config);
    try {
      // One moment for all of it, without a transaction id: readers of the event log do not wait for it.
      await execute(session.manager, BEGIN_READING);
      await execute(session.manager, NAME_SITE, [site.id]);
      const zip = new yazl.ZipFile();
      const written = pipeline(zip.outputStream, open());
      written.catch(() => undefined);
      const out: ArchiveFile = { zip, written };
      try {
        const made =
          format === 'afterword'
            ? await this.addTables(out, session, site, withPersonal)
            : await addFiles(out, filesOf({ format, site, session: session.manager, withPersonal }));
        zip.end();
        await written;
        return made;
      } catch (error) {
        (zip.outputStream as Readable).destroy();
        throw error;
      }
    } finally {
      await execute(session.manager, END_READING).catch(() => undefined);
      await session.release();
    }
  }

  private async addTables(
    out: ArchiveFile,
    { manager }: HeldSession,
    site: Site,
    withPersonal: boolean,
  ): Promise<ArchivedFile[]> {
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
      await addStream(out, file, Readable.from(lines()));
      manifest.tables.push({ name: table.name, file, rows, sha256: hash.digest('hex') });
    }
    out.zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), 'manifest.json');
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
  out: ArchiveFile,
  files: AsyncIterable<{ name: string; text: AsyncIterable<string>; count: () => number }>,
): Promise<ArchivedFile[]> {
  const made: ArchivedFile[] = [];
  for await (const { name, text, count } of files) {
    await addStream(out, name, Readable.from(text));
    made.push({ name, rows: count() });
  }
  return made;
}

/**
 * The archive reads a file when those before it are written; it waits for that, since the session answers one question at a time. Nobody reads
 * on when the disk is full: the end of the writing ends the waiting.
 */
async function addStream({ zip, written }: ArchiveFile, name: string, source: Readable): Promise<void> {
  const entry = new PassThrough();
  zip.addReadStream(entry, name);
  const added = pipeline(source, entry);
  added.catch(() => undefined);
  try {
    await Promise.race([added, written]);
    await added;
  } catch (error) {
    source.destroy();
    throw error;
  }
}
