import { z } from 'zod';

/** Raised when programs of earlier versions could not restore what is written from then on. */
export const BACKUP_VERSION = 1;

/** Written last: a folder without it holds no whole backup. */
export const MANIFEST_FILE = 'backup.json';

/** The manifest's name while it is not complete. A folder that has it and no manifest holds an interrupted backup. */
export const UNFINISHED_FILE = `${MANIFEST_FILE}.part`;

const FileSchema = z.object({
  /** Below the folder of the backup, with `/`. */
  file: z.string().regex(/^(content|engagement)\/[a-z0-9_]+\.(copy\.gz|sql)$/),
  bytes: z.number().int(),
  /** Of the file as it is stored, in hexadecimal. */
  sha256: z.string(),
});

const TableSchema = FileSchema.extend({
  name: z.string(),
  /** In the order of the file. Generated columns are not in it. */
  columns: z.array(z.string()),
  rows: z.number().int(),
});

const SequenceSchema = z.object({
  name: z.string(),
  /** Whose default it is: of an identity column, of a column that only owns it, or of none. */
  of: z.object({ table: z.string(), column: z.string(), isIdentity: z.boolean() }).nullable(),
  /** As text: it has 64 bits. */
  lastValue: z.string(),
  isCalled: z.boolean(),
});

export const DatabaseBackupSchema = z.object({
  /** The moment that the rows are of, by the clock of the database. */
  takenAt: z.iso.datetime(),
  /** The server's version, such as `18.4`. */
  postgres: z.string(),
  /** Names of the migrations that had run, in their order. */
  migrations: z.array(z.string()),
  /** What the rows are loaded into, and what is made afterwards. */
  schema: z.object({ tables: FileSchema, rest: FileSchema }),
  tables: z.array(TableSchema),
  sequences: z.array(SequenceSchema),
});

export const BackupManifestSchema = z.object({
  format: z.literal('afterword-backup'),
  version: z.number().int(),
  /** The version of Afterword that wrote it. */
  program: z.string(),
  /** The earlier of the moments of the two databases. */
  takenAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** Names of variables that were set, never their values: what a restored installation needs besides. */
  environment: z.object({ secrets: z.array(z.string()), settings: z.array(z.string()) }),
  databases: z.object({ engagement: DatabaseBackupSchema, content: DatabaseBackupSchema }),
});

export type BackupFile = z.infer<typeof FileSchema>;
export type BackupSequence = z.infer<typeof SequenceSchema>;
export type DatabaseBackup = z.infer<typeof DatabaseBackupSchema>;
export type BackupManifest = z.infer<typeof BackupManifestSchema>;

/** Every file that a database's part of the manifest names. */
export const filesOf = ({ schema, tables }: DatabaseBackup): BackupFile[] => [schema.tables, schema.rest, ...tables];

/**
 * What a service's program tells of its part of a backup or a restore, a line of JSON each; it waits for a line on standard input after
 * each but the last.
 */
export const BackupStepSchema = z.discriminatedUnion('step', [
  /** Connected; the moment is the next statement. */
  z.object({ step: z.literal('ready') }),
  z.object({ step: z.literal('taken'), takenAt: z.iso.datetime() }),
  z.object({ step: z.literal('backed-up'), database: DatabaseBackupSchema }),
  z.object({
    step: z.literal('checked'),
    /** Whether something would be lost. */
    hasData: z.boolean(),
    /** Names of programs that are connected to the database. */
    connected: z.array(z.string()),
  }),
  /** Everything is in the database, and nothing is committed. */
  z.object({
    step: z.literal('loaded'),
    rows: z.number(),
    tables: z.number(),
    milliseconds: z.number(),
    /** For people. */
    lines: z.array(z.string()),
  }),
  z.object({ step: z.literal('restored') }),
]);

export type BackupStep = z.infer<typeof BackupStepSchema>;
