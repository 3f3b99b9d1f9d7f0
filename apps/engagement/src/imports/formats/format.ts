import type { ImportItem } from '../import-item';
import type { InputFile } from '../input/input-file';

/** What somebody who imports says about their file. */
export interface ReadOptions {
  /** The origin of pages that the file names by their path only. */
  origin: string | null;
}

/** One format of another system. An adapter reads: what becomes of the items is not its business. */
export interface ImportFormat {
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** Whether a file begins like one of this format. */
  recognizes(file: InputFile): boolean;
  /** Its items, from one or more files that belong together. */
  read(files: readonly InputFile[], options: ReadOptions): AsyncIterable<ImportItem>;
}
