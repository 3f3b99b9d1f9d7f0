import { z } from 'zod';

/** `afterword`: all that belongs to a site, to be imported again. The others: comments for other programs (`wxr`, `csv`) and for people. */
export const EXPORT_FORMATS = ['afterword', 'wxr', 'csv', 'html'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const ExportQuerySchema = z.strictObject({ format: z.enum(EXPORT_FORMATS).default('afterword') });
export type ExportQuery = z.infer<typeof ExportQuerySchema>;
