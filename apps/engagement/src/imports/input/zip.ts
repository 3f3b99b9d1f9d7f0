import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { ImportRefusedError } from '../import-problem';

export interface ZipEntry {
  name: string;
  /** Bytes. */
  size: number;
  compressedSize: number;
  open(): Promise<Readable>;
}

/** Files in an archive; more is no export. */
const MOST_ENTRIES = 10_000;

/** @throws ImportRefusedError for an archive that is damaged, or names files outside of itself */
export async function zipEntries(path: string): Promise<{ entries: ZipEntry[]; close: () => Promise<void> }> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    // Names are checked by the library: absolute ones and `..` are errors.
    yauzl.open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, opened) => {
      if (error) reject(refusal(path, error));
      else resolve(opened);
    });
  });
  const entries = await new Promise<ZipEntry[]>((resolve, reject) => {
    const found: ZipEntry[] = [];
    zip.on('error', (error: Error) => reject(refusal(path, error)));
    zip.on('end', () => resolve(found));
    zip.on('entry', (entry: yauzl.Entry) => {
      if (!entry.fileName.endsWith('/')) {
        found.push({
          name: entry.fileName,
          size: entry.uncompressedSize,
          compressedSize: entry.compressedSize,
          open: () =>
            new Promise((opened, failed) => {
              zip.openReadStream(entry, (error, stream) => (error ? failed(refusal(path, error)) : opened(stream)));
            }),
        });
      }
      if (found.length > MOST_ENTRIES) reject(new ImportRefusedError(`${path} holds more than ${MOST_ENTRIES} files.`));
      else zip.readEntry();
    });
    zip.readEntry();
  });
  return {
    entries,
    close: () =>
      new Promise((resolve) => {
        zip.once('close', resolve);
        zip.close();
      }),
  };
}

const refusal = (path: string, error: Error) =>
  new ImportRefusedError(`${path} cannot be opened as a zip archive: ${error.message}`);
