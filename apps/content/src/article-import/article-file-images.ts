import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LIMITS } from '@afterword/contracts';
import { type LocalImage, localImages } from '../articles';
import { readImage, type ReadImage } from '../images';
import { ArticleFileError } from './article-file.error';
import type { FrontMatter } from './front-matter';
import { isInside } from './inside-folder';
import { findNamedFile } from './named-file';

/** An image that a version names by a path, or contains. */
export interface FileImage {
  language: string;
  path: string;
  image: ReadImage;
  /** The error that names the image and its line. */
  about: (reason: string) => ArticleFileError;
}

export interface MissingImage {
  language: string;
  path: string;
  /** The error to report unless the image is stored already; as a note where readers may get the image from elsewhere. */
  error: ArticleFileError;
  severity: 'error' | 'note';
}

export interface ImageOptions {
  /** Folders in which paths that begin with `/` are looked up. */
  websiteFolders?: readonly string[];
  /** The folder that is imported: pictures may lie anywhere below it. */
  importedFolder?: string;
  /** Gets the path of each file that is named, also where the article is refused for it. */
  onNamed?: (path: string) => void;
}

/** Reads the images that the files of an article name or contain. */
export class ArticleFileImages {
  readonly found: FileImage[] = [];
  readonly missing: MissingImage[] = [];
  /** What the import reports of images that are left out. */
  readonly notes: ArticleFileError[] = [];

  constructor(private readonly options: ImageOptions) {}

  /** @throws ArticleFileError with the line that names a file that is no image, is too large, or lies outside the folder */
  async read(file: string, written: FrontMatter, language: string): Promise<void> {
    for (const named of localImages(written.body)) {
      const about = (reason: string) =>
        new ArticleFileError(
          file,
          { line: written.lineOf(named.line), column: 1 },
          `the picture ${quoted(named)} ${reason}`,
        );
      if (this.found.length >= LIMITS.articleImages) throw about(`is one more than ${LIMITS.articleImages}`);
      if (named.data !== null) await this.takeContained(language, named, about);
      else if (named.path.startsWith('/')) await this.takeOfWebsite(language, named, about);
      else await this.takeBeside(file, language, named, about);
    }
  }

  private async takeContained(language: string, { path, data }: LocalImage, about: About): Promise<void> {
    const bytes = bytesOf(data ?? '');
    const image = bytes && (await readImage(bytes));
    if (image === null) this.notes.push(about('cannot be read and is left out'));
    else if (typeof image === 'string') this.notes.push(about(`${image}, and is left out`));
    else this.found.push({ language, path, image, about });
  }

  private async takeOfWebsite(language: string, { path }: LocalImage, about: About): Promise<void> {
    for (const folder of this.options.websiteFolders ?? []) {
      const root = await realpath(folder).catch(() => null);
      const found = root === null ? null : await findPicture(root, path);
      if (root === null || found === null || !isInside(root, found)) continue;
      return this.take(language, path, found, about);
    }
    const reason = 'is in none of the folders that --static names: readers load it from this address of the website';
    this.missing.push({ language, path, error: about(reason), severity: 'note' });
  }

  private async takeBeside(file: string, language: string, { path }: LocalImage, about: About): Promise<void> {
    const folder = await realpath(dirname(file));
    const found = await findPicture(folder, path);
    this.options.onNamed?.(join(dirname(file), path));
    if (found === null) {
      this.missing.push({ language, path, error: about('is not there'), severity: 'error' });
    } else if (!(await this.mayRead(folder, found))) throw about("must lie in this file's folder");
    else await this.take(language, path, found, about);
  }

  private async mayRead(folder: string, path: string): Promise<boolean> {
    const { importedFolder } = this.options;
    return isInside(folder, path) || (importedFolder !== undefined && isInside(await realpath(importedFolder), path));
  }

  private async take(language: string, path: string, found: string, about: About): Promise<void> {
    this.options.onNamed?.(found);
    const info = await stat(found);
    if (!info.isFile()) throw about('is not a file that can be read');
    if (info.size > LIMITS.imageBytes) throw about(`is larger than ${LIMITS.imageBytes} bytes`);
    const image = await readImage(await readFile(found));
    if (typeof image === 'string') throw about(image);
    this.found.push({ language, path, image, about });
  }
}

type About = FileImage['about'];

/** Characters of a `data:` URL that messages quote. */
const QUOTED = 40;

const quoted = ({ path, data }: LocalImage) => JSON.stringify(data === null ? path : `${data.slice(0, QUOTED)}…`);

/** The file that an image's path names, with or without what a browser would not send to the server as its path. */
async function findPicture(folder: string, named: string): Promise<string | null> {
  return (await findNamedFile(folder, named)) ?? (await findNamedFile(folder, named.split(/[?#]/, 1)[0] ?? ''));
}

/** The bytes of a `data:` URL (RFC 2397); null where it has none. */
function bytesOf(url: string): Buffer | null {
  const [, isBase64, data = ''] = /^data:[^,]*?(;base64)?,(.*)$/is.exec(url) ?? [];
  try {
    const bytes = isBase64
      ? Buffer.from(decodeURIComponent(data), 'base64')
      : Buffer.from(decodeURIComponent(data), 'latin1');
    return bytes.length > 0 ? bytes : null;
  } catch {
    return null;
  }
}
