/** A place in a file, both from 1. */
export interface FilePosition {
  line: number;
  column: number;
}

/** What is wrong with a file, and where; `at` is null when the file as a whole is to blame. */
export class ArticleFileError extends Error {
  override readonly name = 'ArticleFileError';

  constructor(file: string, at: FilePosition | null, reason: string) {
    const place = at === null ? '' : `:${at.line}:${at.column}`;
    // The reason may quote the file, and the message goes to a terminal.
    super(`${file}${place}: ${reason}`.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' '));
  }
}
