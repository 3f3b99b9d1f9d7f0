import type { FilePosition } from './article-file.error';

/** What a parser of front matter returns. Lines count from 1, at the first line that the parser was given. */
export interface ParsedData {
  data: unknown;
  /** The position of a value, or of the nearest node around it; with `key`, of its key. */
  positionOf: (path: readonly PropertyKey[], options?: { key?: boolean }) => FilePosition;
}

/** An error in front matter, at a position as in `ParsedData`. */
export class FrontMatterError extends Error {
  constructor(
    readonly at: FilePosition,
    reason: string,
  ) {
    super(reason);
  }
}
