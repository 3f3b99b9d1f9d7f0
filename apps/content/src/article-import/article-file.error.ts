/** A position in a file, from 1. */
export interface FilePosition {
  line: number;
  column: number;
}

/** An error in an article file; `at` is null where it concerns the file as a whole. */
export class ArticleFileError extends Error {
  override readonly name = 'ArticleFileError';

  constructor(file: string, at: FilePosition | null, reason: string) {
    const place = at === null ? '' : `:${at.line}:${at.column}`;
    // The reason may quote the file: control characters must not reach the terminal.
    super(`${file}${place}: ${reason}`.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' '));
  }
}
