import { type CsvError, parse } from 'csv-parse';
import { pipeline, Readable } from 'node:stream';
import type { ImportNote } from '../import-item';
import type { InputFile } from './input-file';

/** Longest record. Characters. */
const LONGEST_RECORD = 2_000_000;

export interface CsvRow {
  kind: 'row';
  values: string[];
}

/**
 * The rows of a CSV file, as lists of its values. What is not written well is read as well as it can be; what cannot be read is told. A file
 * that ends in a quote, or in a row with fewer values than its first and no end of the line, was cut off: its last row is told, and not read.
 */
export async function* csvRows(file: InputFile, delimiter = ','): AsyncGenerator<CsvRow | ImportNote> {
  const notes = new Map<string, ImportNote>();
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      const note = noteOf(file, error);
      // A record that is too long is an error again with each piece of it.
      notes.set(`${note.problem} ${note.item}`, note);
      return undefined;
    },
    max_record_size: LONGEST_RECORD,
    bom: true,
  });
  let end = '';
  let width: number | undefined;
  let waiting: string[] | undefined;
  const text = async function* () {
    for await (const chunk of file.text()) {
      end = chunk.slice(-1);
      yield chunk;
    }
  };
  // An error of the file is one of the parser, which the loop throws.
  pipeline(Readable.from(text()), parser, () => undefined);
  for await (const values of parser as AsyncIterable<string[]>) {
    width ??= values.length;
    if (waiting) yield { kind: 'row', values: waiting };
    yield* taken(notes);
    waiting = values;
  }
  // What cannot be read at the end came after the last row that can.
  const isCut = waiting && notes.size === 0 && !/[\r\n]/.test(end) && waiting.length < (width ?? 0);
  if (isCut)
    yield {
      kind: 'note',
      item: `${file.name} line ${parser.info.lines}`,
      problem: 'truncated',
      detail: 'The last row has fewer values than the first, and no end.',
    };
  else if (waiting) yield { kind: 'row', values: waiting };
  yield* taken(notes);
}

function* taken(notes: Map<string, ImportNote>): Generator<ImportNote> {
  yield* notes.values();
  notes.clear();
}

function noteOf({ name }: InputFile, error: CsvError | undefined): ImportNote {
  return {
    kind: 'note',
    item: `${name} line ${typeof error?.lines === 'number' ? error.lines : 'unknown'}`,
    problem: error?.code === 'CSV_QUOTE_NOT_CLOSED' ? 'truncated' : 'unreadable',
    detail: (error?.message ?? 'The row is not written as CSV.').slice(0, 200),
  };
}
