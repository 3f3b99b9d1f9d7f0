import type { ImportItem } from '../import-item';
import type { InputFile } from '../input/input-file';
import { jsonRecords } from '../input/json';
import { type Fields, isFields } from './values';

/** The items that an adapter makes of each record of a JSON file. */
export async function* itemsOf(
  files: readonly InputFile[],
  lists: readonly string[],
  make: (fields: Fields, list: string) => Iterable<ImportItem>,
): AsyncGenerator<ImportItem> {
  for (const file of files) {
    for await (const record of jsonRecords(file, lists)) {
      if (record.kind === 'note') yield record;
      else if (isFields(record.value)) yield* make(record.value, record.list);
    }
  }
}

/** A file that begins like JSON and has all of some keys near its beginning. */
export const hasKeys = ({ head }: InputFile, ...keys: readonly string[]): boolean =>
  /^\s*[[{#]/.test(head) && keys.every((key) => head.includes(`"${key}"`));
