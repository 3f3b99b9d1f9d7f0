import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Fields } from '../formats/values';
import { isFields } from '../formats/values';
import { ImportRefusedError } from '../import-problem';
import type { InputFile } from './input-file';
import { jsonRecords } from './json';

interface Database {
  prepare(sql: string): { iterate(): Iterable<Fields> };
  close(): void;
}

const WITHOUT_SQLITE =
  'Reading a SQLite database needs Node.js 22.13 or later, or the program sqlite3 on the PATH. Install one of them; docs/moving.md says how.';

/**
 * The rows of a query, by the SQLite of Node.js where it has one, else by the program `sqlite3`. The database is only read.
 * @throws ImportRefusedError where there is neither, or the database is none
 */
export async function* sqliteRows(file: InputFile, query: string): AsyncGenerator<Fields> {
  if (file.path === null) throw new ImportRefusedError(`Decompress ${file.name}: a database is read where it is.`);
  // TypeScript's Node.js is older than the module.
  const builtin = (process as { getBuiltinModule?: (name: string) => unknown }).getBuiltinModule?.('node:sqlite');
  if (builtin) yield* byNode(builtin as { DatabaseSync: new (path: string, options: object) => Database }, file, query);
  else yield* byProgram(file, file.path, query);
}

function* byNode(
  { DatabaseSync }: { DatabaseSync: new (path: string, options: object) => Database },
  { path, name }: InputFile,
  query: string,
): Generator<Fields> {
  let database: Database | null = null;
  try {
    database = new DatabaseSync(path ?? '', { readOnly: true });
    yield* database.prepare(query).iterate();
  } catch (error) {
    throw new ImportRefusedError(`${name} cannot be read as a database of Isso: ${(error as Error).message}`);
  } finally {
    database?.close();
  }
}

async function* byProgram(file: InputFile, path: string, query: string): AsyncGenerator<Fields> {
  const child = spawn('sqlite3', ['-readonly', '-json', path, query], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.all([once(child, 'close'), text(child.stderr)]);
  ended.catch(() => undefined);
  const rows: InputFile = {
    name: file.name,
    path: null,
    head: '[',
    async *text() {
      child.stdout.setEncoding('utf8');
      let isEmpty = true;
      for await (const chunk of child.stdout as AsyncIterable<string>) {
        isEmpty = false;
        yield chunk;
      }
      // It prints nothing where there is no row.
      if (isEmpty) yield '[]';
    },
  };
  for await (const record of jsonRecords(rows))
    if (record.kind === 'record' && isFields(record.value)) yield record.value;
  let complaint: string;
  try {
    [, complaint] = await ended;
  } catch (error) {
    throw (error as { code?: string }).code === 'ENOENT' ? new ImportRefusedError(WITHOUT_SQLITE) : error;
  }
  if (child.exitCode !== 0)
    throw new ImportRefusedError(`${file.name} cannot be read as a database of Isso: ${complaint.trim()}`);
}
