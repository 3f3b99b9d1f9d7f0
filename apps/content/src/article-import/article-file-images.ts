import { readFile, stat } from 'node:fs/promises';
import { LIMITS } from '@afterword/contracts';
import { localImages } from '../articles';
import { readImage, type ReadImage } from '../images';
import { ArticleFileError } from './article-file.error';
import type { FrontMatter } from './front-matter';
import { insideFolder } from './inside-folder';

/** An image that a version names by a path. */
export interface FileImage {
  language: string;
  path: string;
  image: ReadImage;
}

export interface MissingImage {
  language: string;
  path: string;
  /** The error to report unless the image is stored already. */
  error: ArticleFileError;
}

class NoSuchFile extends Error {}

/** Reads the images beside the files of an article. */
export class ArticleFileImages {
  readonly found: FileImage[] = [];
  readonly missing: MissingImage[] = [];

  /** @throws ArticleFileError with the line that names a file that is no image, is too large, or lies outside the folder */
  async read(file: string, written: FrontMatter, language: string): Promise<void> {
    for (const { path, line } of localImages(written.body)) {
      const refused = (reason: string) =>
        new ArticleFileError(file, { line: written.lineOf(line), column: 1 }, `the picture "${path}" ${reason}`);
      if (this.found.length >= LIMITS.articleImages) throw refused(`is one more than ${LIMITS.articleImages}`);
      try {
        this.found.push({ language, path, image: await readBeside(file, path, refused) });
      } catch (error) {
        if (!(error instanceof NoSuchFile)) throw error;
        this.missing.push({ language, path, error: refused('is not there') });
      }
    }
  }
}

async function readBeside(file: string, named: string, refused: (reason: string) => Error): Promise<ReadImage> {
  const path = await insideFolder(file, named, (reason) => {
    throw reason === 'there is no such file' ? new NoSuchFile() : refused(reason);
  });
  const info = await stat(path);
  if (!info.isFile()) throw refused('is not a file that can be read');
  if (info.size > LIMITS.imageBytes) throw refused(`is larger than ${LIMITS.imageBytes} bytes`);
  const image = readImage(await readFile(path));
  if (typeof image === 'string') throw refused(image);
  return image;
}
