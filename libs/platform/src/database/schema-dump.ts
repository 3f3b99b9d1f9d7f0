import type { ClientBase } from 'pg';
import {
  SELECT_FOREIGN_KEYS,
  SELECT_FUNCTIONS,
  SELECT_PREREQUISITES,
  SELECT_TABLE_PARTS,
  SELECT_TABLES,
  SELECT_UNSUPPORTED,
  SELECT_VIEWS,
} from './schema-dump.sql';

interface Row {
  statement: string;
}

interface TableRow extends Row {
  table: string;
}

/**
 * The schema of a database as SQL that creates it: what the migrations add up to, for people to read and for CI to compare. Rows,
 * owners and privileges are not in it. The same schema gives the same text.
 * @throws where the schema holds something that this does not write
 */
export async function dumpSchema(client: ClientBase): Promise<string> {
  const { prerequisites, functions, tables, parts, views, foreignKeys } = await readSchema(client);
  return textOfParagraphs([
    textOf(prerequisites),
    ...functions.map(({ statement }) => statement),
    ...tables.map((one) => textOf([one, ...parts.filter(({ table }) => table === one.table)])),
    ...views.map(({ statement }) => statement),
    textOf(foreignKeys),
  ]);
}

/**
 * The same in two parts: what rows can be loaded into, and what is made when they are there, since it is faster then (indexes), needs
 * them (foreign keys) or would act on them (triggers).
 */
export async function dumpSchemaInParts(client: ClientBase): Promise<{ tables: string; rest: string }> {
  const { prerequisites, functions, tables, parts, views, foreignKeys } = await readSchema(client);
  return {
    tables: textOfParagraphs([textOf(prerequisites), textOf(functions), textOf(tables)]),
    rest: textOfParagraphs([textOf(parts), textOf(views), textOf(foreignKeys)]),
  };
}

interface Schema {
  prerequisites: Row[];
  functions: Row[];
  tables: TableRow[];
  parts: TableRow[];
  views: Row[];
  foreignKeys: Row[];
}

async function readSchema(client: ClientBase): Promise<Schema> {
  const rowsOf = async <T>(sql: string): Promise<T[]> => (await client.query(sql)).rows as T[];
  const unsupported = await rowsOf<{ name: string }>(SELECT_UNSUPPORTED);
  if (unsupported.length > 0)
    throw new Error(
      `schema-dump.sql.ts does not write ${unsupported.map(({ name }) => name).join(', ')}; add it there`,
    );

  return {
    prerequisites: await rowsOf<Row>(SELECT_PREREQUISITES),
    functions: await rowsOf<Row>(SELECT_FUNCTIONS),
    tables: await rowsOf<TableRow>(SELECT_TABLES),
    parts: await rowsOf<TableRow>(SELECT_TABLE_PARTS),
    views: await rowsOf<Row>(SELECT_VIEWS),
    foreignKeys: await rowsOf<Row>(SELECT_FOREIGN_KEYS),
  };
}

const textOfParagraphs = (paragraphs: string[]) => `${paragraphs.filter(Boolean).join('\n\n')}\n`;

const textOf = (rows: Row[]) => rows.map(({ statement }) => statement).join('\n');
