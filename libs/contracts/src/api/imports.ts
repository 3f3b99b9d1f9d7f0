import { z } from 'zod';
import { isHttpUrl } from '../http-url';
import { LIMITS } from '../limits';
import { oneLine } from '../one-line';
import { isStorable, timestamp } from '../text';

/** Exports of other systems that are understood. `auto` finds out which one a file is. */
export const IMPORT_FORMATS = [
  'artrans',
  'blogger',
  'commento',
  'coral',
  'csv',
  'disqus',
  'ghost',
  'giscus',
  'hyvor',
  'isso',
  'jsonl',
  'remark42',
  'twikoo',
  'valine',
  'waline',
  'wordpress',
] as const;

/** A name in a folder of the service's own. */
const fileName = oneLine(LIMITS.importFileNameLength).refine(
  (name) => !/[/\\]|^\./.test(name),
  'must be a name without folders that does not begin with a dot',
);

const origin = z
  .string()
  .max(LIMITS.urlLength)
  .refine(
    (value) => isHttpUrl(value) && new URL(value).origin === value,
    'must be an origin such as https://example.com',
  );

/** How a file is read. What is left out is found out, or is as on the command line. */
const settings = {
  format: z.enum(['auto', ...IMPORT_FORMATS]),
  /** What tells this source from others of the site; null: the name of its format. */
  source: oneLine(LIMITS.importSourceLength).nullable(),
  /** Of pages that the file names by their path; null: the site's own if it has one only. */
  origin: origin.nullable(),
  /** Of times without a zone, as an offset from UTC. */
  timeZone: z.string().regex(/^(Z|[+-]\d{2}:\d{2})$/, 'must be Z or an offset from UTC such as +02:00'),
  keepEmail: z.boolean(),
  /** A table of addresses, a rule a line. */
  map: z.string().max(LIMITS.importMapLength).refine(isStorable, 'must not contain null characters or lone surrogates'),
};

export const ImportSettingsSchema = z.object(settings);
export type ImportSettings = z.infer<typeof ImportSettingsSchema>;

export const CreateImportFileSchema = z.strictObject({
  name: fileName,
  /** The size of the whole file. */
  bytes: z.int().min(1).max(LIMITS.importFileBytes),
  format: settings.format.default('auto'),
  source: settings.source.default(null),
  origin: settings.origin.default(null),
  timeZone: settings.timeZone.default('Z'),
  keepEmail: settings.keepEmail.default(false),
  map: settings.map.default(''),
});
export type CreateImportFile = z.infer<typeof CreateImportFileSchema>;

/** What is left out stays as it is. */
export const UpdateImportFileSchema = z.strictObject(settings).partial();
export type UpdateImportFile = z.infer<typeof UpdateImportFileSchema>;

/**
 * `uploading`: parts are missing. `checking`: a dry run works. `checked`: its report is there, and nothing is written. `importing`, then
 * `imported`. `failed`: `problem` says why; a file that was being imported can be started again and goes on.
 */
export const importFileStatuses = ['uploading', 'checking', 'checked', 'importing', 'imported', 'failed'] as const;
export type ImportFileStatus = (typeof importFileStatuses)[number];

const count = z.int().min(0);

/** Comments of the file by what became of them, or would: the five add up to `comments`. */
export const ImportFiguresSchema = z.object({
  comments: count,
  added: count,
  updated: count,
  skipped: count,
  /** Stored for moderators: pending or spam at the source. */
  held: count,
  failed: count,
  threads: count,
  pages: count,
  newPages: count,
  readers: count,
});
export type ImportFigures = z.infer<typeof ImportFiguresSchema>;

export const ImportFileProgressSchema = z.object({
  step: z.enum(['reading', 'comparing', 'storing']),
  done: count,
  /** Bytes while reading, comments while storing. */
  total: count,
  /** Found so far. */
  comments: count,
  /** An estimate for the step; null where there is none yet. */
  secondsLeft: count.nullable(),
});
export type ImportFileProgress = z.infer<typeof ImportFileProgressSchema>;

export const ImportFileSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  bytes: count,
  /** How much of it is there. */
  receivedBytes: count,
  /** Every part but the last one has so many. */
  partBytes: count,
  status: z.enum(importFileStatuses),
  settings: ImportSettingsSchema,
  /** While it is checked or imported. */
  progress: ImportFileProgressSchema.nullable(),
  /** Of the dry run, then of the import. */
  figures: ImportFiguresSchema.nullable(),
  /** Why it failed. */
  problem: z.string().nullable(),
  /** The run that it was imported by. */
  run: z.uuid().nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type ImportFile = z.infer<typeof ImportFileSchema>;

export const ImportFileListSchema = z.object({ items: z.array(ImportFileSchema), next: z.null() });
export type ImportFileList = z.infer<typeof ImportFileListSchema>;

/** Something that is different from the source. */
export const ImportProblemSchema = z.object({
  problem: z.string(),
  outcome: z.enum(['kept', 'skipped', 'failed']),
  text: z.string(),
  count,
  /** The first ones. */
  items: z.array(z.object({ item: z.string(), detail: z.string().nullable() })),
});
export type ImportProblem = z.infer<typeof ImportProblemSchema>;

export const ImportThreadSchema = z.object({
  thread: z.string(),
  /** The address that the source has of it. */
  from: z.string().nullable(),
  /** The key of the page that it comes to; null where there is none that fits. */
  page: z.string().nullable(),
  how: z.enum(['map', 'page', 'address', 'none']),
  comments: count,
  isNew: z.boolean(),
  /** More than one: several threads come together on the page. */
  threadsOfPage: count,
});
export type ImportThread = z.infer<typeof ImportThreadSchema>;

/** What a dry run found, or what an import did. */
export const ImportFileReportSchema = z.object({
  site: z.string(),
  source: z.string(),
  format: z.string(),
  file: z.string(),
  isDryRun: z.boolean(),
  run: z.uuid().nullable(),
  at: timestamp,
  figures: ImportFiguresSchema,
  problems: z.array(ImportProblemSchema),
  /** The first ones; those without a page before the others. */
  threads: z.array(ImportThreadSchema),
});
export type ImportFileReport = z.infer<typeof ImportFileReportSchema>;

export const ImportReportQuerySchema = z.strictObject({ format: z.enum(['json', 'html']).default('json') });
export type ImportReportQuery = z.infer<typeof ImportReportQuerySchema>;

/** `running`: it works, or was interrupted. */
export const importRunStatuses = ['running', 'finished', 'undoing', 'undone'] as const;

export const ImportRunSchema = z.object({
  id: z.uuid(),
  source: z.string(),
  format: z.string(),
  file: z.string(),
  status: z.enum(importRunStatuses),
  figures: ImportFiguresSchema.partial().extend({ stored: count.optional() }),
  createdAt: timestamp,
  finishedAt: timestamp.nullable(),
  undoneAt: timestamp.nullable(),
});
export type ImportRun = z.infer<typeof ImportRunSchema>;

export const ImportRunListSchema = z.object({ items: z.array(ImportRunSchema), next: z.string().nullable() });
export type ImportRunList = z.infer<typeof ImportRunListSchema>;

export const ImportRunQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().min(1).max(512).optional(),
});
export type ImportRunQuery = z.infer<typeof ImportRunQuerySchema>;

/** What readers did since on what a run brought: those comments stay as tombstones when it is taken back. */
export const ImportUsesSchema = z.object({
  items: z.array(
    z.object({
      /** The comment's. */
      comment: z.uuid(),
      page: z.string(),
      what: z.enum(['reply', 'reaction', 'reward', 'report']),
      count,
    }),
  ),
  /** False where there are more. */
  isWhole: z.boolean(),
});
export type ImportUses = z.infer<typeof ImportUsesSchema>;
