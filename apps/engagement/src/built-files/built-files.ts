import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { encode, type Encoding, projectFolder, strongEtag } from '@afterword/platform';

const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

/** The folder of a built app: `widget`, `console`, `guide`. */
export const builtFolder = (app: string) => join(projectFolder(__dirname), 'dist', app);

/** How the build names what it has compressed (`tools/build.mjs`). */
const ENDINGS = { br: '.br', gzip: '.gz' } as const;

/**
 * One built file. What the build has not compressed is compressed on first request and then kept: compressing everything at boot
 * would dominate the start time.
 */
export class BuiltFile {
  readonly contentType: string;
  /** Hash of the uncompressed bytes. `sendBuiltFile` appends the encoding, so that each encoding has its own validator. */
  readonly etag: string;
  /** A picture, which no encoding makes smaller. */
  readonly isCompressed: boolean;
  private readonly encoded: Map<Encoding, Promise<Buffer>>;

  /** @param compressed what the build has compressed already, by its encoding */
  constructor(
    name: string,
    readonly plain: Buffer,
    compressed: readonly (readonly [Encoding, Buffer])[] = [],
  ) {
    this.encoded = new Map(compressed.map(([encoding, body]) => [encoding, Promise.resolve(body)]));
    this.contentType = CONTENT_TYPES[extname(name)] ?? 'application/octet-stream';
    this.isCompressed = ['image/png', 'image/webp'].includes(this.contentType);
    this.etag = strongEtag(plain);
  }

  body(encoding: Encoding): Promise<Buffer> {
    let body = this.encoded.get(encoding);
    if (!body) {
      body = encode(this.plain, encoding, 'most');
      this.encoded.set(encoding, body);
    }
    return body;
  }
}

/** Reads every file of a build. Keys are paths relative to the folder, such as `embed.js`. Empty if there is no build. */
export function readBuiltFiles(folder: string): Map<string, BuiltFile> {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile() && CONTENT_TYPES[extname(path)] !== undefined);
  return new Map(
    paths.map((path) => {
      const name = relative(folder, path).replaceAll(sep, '/');
      return [name, new BuiltFile(name, readFileSync(path), compressedAt(path))];
    }),
  );
}

/**
 * The files of a build that few ask for, read when they are first asked for. @param change gives a file its last form
 */
export function builtFilesOnDemand(
  folder: string,
  change: (name: string, file: BuiltFile) => BuiltFile,
): () => ReadonlyMap<string, BuiltFile> {
  let files: ReadonlyMap<string, BuiltFile> | undefined;
  return () =>
    (files ??= new Map([...readBuiltFiles(folder)].map(([name, file]) => [name, change(name, file)] as const)));
}

const compressedAt = (path: string) =>
  (['br', 'gzip'] as const)
    .filter((encoding) => existsSync(path + ENDINGS[encoding]))
    .map((encoding) => [encoding, readFileSync(path + ENDINGS[encoding])] as const);
