import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { execute, rowsOf, type Transaction } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { ImportRefusedError, type ZipEntry, zipEntries } from '../imports';
import { SiteChanges } from '../sites';
import { ARCHIVE_TABLES } from './archive-tables';
import { CODE_ELSEWHERE, COLUMNS_OF, insertRows, LAST_MIGRATION, siteHasRows } from './archive.sql';
import { ARCHIVE_VERSION } from './site-archive';

const ManifestSchema = z.object({
  format: z.literal('afterword-archive'),
  version: z.number(),
  site: z.string(),
  schema: z.string(),
  tables: z.array(z.object({ name: z.string(), file: z.string(), rows: z.number(), sha256: z.string() })),
});
type Manifest = z.infer<typeof ManifestSchema>;

/** Rows, and characters of them, in one statement. */
const ROWS = 500;
const CHARACTERS = 2_000_000;

/** Longest line. Characters; a comment with all that belongs to it has a few hundred thousand at most. */
const LONGEST_LINE = 20_000_000;

/** Stores an archive of this product in a site that has nothing yet, all of it or nothing. */
@Injectable()
export class ArchiveRestore {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly changes: SiteChanges,
  ) {}

  /** Null where the file is no such archive. */
  async manifestOf(path: string): Promise<Manifest | null> {
    if (!/\.zip$/i.test(path)) return null;
    const { entries, close } = await zipEntries(path);
    try {
      const entry = entries.find(({ name }) => name === 'manifest.json');
      const parsed = entry ? ManifestSchema.safeParse(JSON.parse(await text(await entry.open()))) : null;
      return parsed?.success ? parsed.data : null;
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    } finally {
      await close();
    }
  }

  /**
   * @param siteId the site that the archive is of; made if it is not there. Where it is and has nothing yet, its staff and secrets stay
   * @returns rows by table
   * @throws ImportRefusedError where it is of another site, the site has something, or the archive is damaged or newer than this program
   */
  async restore(path: string, siteId: string): Promise<{ name: string; rows: number }[]> {
    const manifest = await this.manifestOf(path);
    if (!manifest) throw new ImportRefusedError(`${path} is no archive of Afterword.`);
    if (manifest.version > ARCHIVE_VERSION)
      throw new ImportRefusedError(`${path} was written by a newer version of Afterword. Update this one first.`);
    // The log is chained with the site's id in it, and so are names of readers outside of this service.
    if (manifest.site !== siteId)
      throw new ImportRefusedError(
        `${path} is an archive of the site ${manifest.site}, which it keeps as its id. Import it with --site ${manifest.site}.`,
      );
    const { entries, close } = await zipEntries(path);
    try {
      await this.dataSource.transaction(async (tx) => {
        await this.prepare(tx, manifest, siteId);
        for (const { name } of ARCHIVE_TABLES) {
          const table = manifest.tables.find((one) => one.name === name);
          const entry = entries.find((one) => one.name === table?.file);
          if (table && entry) await this.restoreTable(tx, { table, entry, siteId });
          else if (table) throw damaged(table.file);
        }
        await this.refuseLinksOfOthers(tx, siteId);
      });
    } catch (error) {
      throw isTaken(error)
        ? new ImportRefusedError(
            `Something of the archive is here already (${(error as Error).message}). Nothing was stored.`,
          )
        : error;
    } finally {
      await close();
    }
    this.changes.publish(siteId);
    return manifest.tables.map(({ name, rows }) => ({ name, rows }));
  }

  private async prepare(tx: Transaction, { schema }: Manifest, siteId: string): Promise<void> {
    const [migration] = await rowsOf<{ name: string }>(tx, LAST_MIGRATION);
    if (numberOf(schema) > numberOf(migration?.name ?? ''))
      throw new ImportRefusedError(
        'The archive is of a newer database. Update Afterword and run afterword migrate first.',
      );
    for (const { name } of ARCHIVE_TABLES) {
      if (name === 'site') continue;
      const [state] = await rowsOf<{ has: boolean }>(tx, siteHasRows(name), [siteId]);
      if (state?.has)
        throw new ImportRefusedError(
          `The site ${siteId} has something already (${name}). An archive is stored in a site that has nothing but its settings.`,
        );
    }
  }

  private async refuseLinksOfOthers(tx: Transaction, siteId: string): Promise<void> {
    const [link] = await rowsOf<{ code: string }>(tx, CODE_ELSEWHERE, [siteId]);
    if (link)
      throw new ImportRefusedError(
        `The short link /s/${link.code} of the archive is here already, below another site. Nothing was stored. Restore it into a database of its own.`,
      );
  }

  private async restoreTable(
    tx: Transaction,
    { table, entry, siteId }: { table: Manifest['tables'][number]; entry: ZipEntry; siteId: string },
  ): Promise<void> {
    const columns = (await rowsOf<{ name: string }>(tx, COLUMNS_OF, [table.name])).map(({ name }) => name);
    const hash = createHash('sha256');
    let rows = 0;
    let batch: string[] = [];
    let characters = 0;
    let statement: string | null = null;
    const store = async () => {
      if (batch.length === 0) return;
      await execute(tx, statement ?? '', [`[${batch.join(',')}]`, siteId]);
      batch = [];
      characters = 0;
    };
    for await (const line of linesOf(await entry.open(), table.file)) {
      hash.update(`${line}\n`);
      // Every row of a table has the same columns: those that are left out get their default.
      statement ??= insertRows(table.name, columnsIn(line, columns, table.name));
      batch.push(line);
      rows += 1;
      characters += line.length;
      if (batch.length >= ROWS || characters >= CHARACTERS) await store();
    }
    await store();
    if (rows !== table.rows || hash.digest('hex') !== table.sha256) throw damaged(table.file);
  }
}

/** Lines end with U+000A and nothing else: texts may have U+2028 in them, which other readers of lines end one at. */
async function* linesOf(stream: Readable, file: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw damaged(file);
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

/** A unique violation. */
const isTaken = (error: unknown): boolean =>
  (error as { driverError?: { code?: string } }).driverError?.code === '23505' ||
  (error as { code?: string }).code === '23505';

function columnsIn(line: string, known: readonly string[], table: string): string[] {
  const present = new Set(Object.keys(JSON.parse(line) as object));
  const columns = known.filter((name) => present.has(name));
  if (columns.length === 0) throw damaged(`${table}.jsonl`);
  return columns;
}

const damaged = (file: string) =>
  new ImportRefusedError(`${file} in the archive is not what its manifest says. It is damaged; nothing was stored.`);

/** Migrations are numbered at the end of their names. */
const numberOf = (migration: string): number => Number(migration.split(/\D/).at(-1) ?? 0);
