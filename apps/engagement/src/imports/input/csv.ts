import { parse } from 'csv-parse';
import { Readable } from 'node:stream';
import type { InputFile } from './input-file';

/** Longest record. Characters. */
const LONGEST_RECORD = 2_000_000;

/** The rows of a CSV file, as lists of its values. What is not written well is read as well as it can be. */
export function csvRows(file: InputFile, delimiter = ','): AsyncIterable<string[]> {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: LONGEST_RECORD,
    bom: true,
  });
  return Readable.from(file.text()).pipe(parser) as AsyncIterable<string[]>;
}
