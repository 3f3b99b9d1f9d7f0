import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { LIMITS } from '@afterword/contracts';
import { ArticleFileError } from './article-file.error';

/** A character takes at most four bytes of UTF-8. */
const MAX_FILE_BYTES = (LIMITS.articleBodyLength + LIMITS.frontMatterLength) * 4;

/** Reads a UTF-8 file. @throws ArticleFileError for a file that is missing, too large or not UTF-8 */
export async function readText(file: string): Promise<string> {
  const info = await stat(file).catch(() => null);
  // Devices and pipes may never end.
  if (!info?.isFile()) throw new ArticleFileError(file, null, 'is not a file that can be read');
  if (info.size > MAX_FILE_BYTES) throw new ArticleFileError(file, null, `is larger than ${MAX_FILE_BYTES} bytes`);
  const bytes = await readFile(file).catch(() => {
    throw new ArticleFileError(file, null, 'cannot be read');
  });
  if (isUtf8(bytes)) return new TextDecoder('utf-8').decode(bytes);
  throw new ArticleFileError(file, { line: lineOfBadBytes(bytes), column: 1 }, 'is not UTF-8 text');
}

/** The first line that is not UTF-8. A line feed byte is never part of a multi-byte character. */
function lineOfBadBytes(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    if (!isUtf8(bytes.subarray(start, end < 0 ? undefined : end))) break;
    start = end < 0 ? bytes.length : end + 1;
  }
  return line;
}
