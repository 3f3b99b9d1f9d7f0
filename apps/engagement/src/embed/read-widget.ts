import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { encode, type Encoding, strongEtag } from '@afterword/platform';

export interface WidgetFile {
  contentType: string;
  /** Of the plain bytes; each encoding has its own validator. */
  etag: string;
  bodies: Record<Encoding, Buffer>;
}

const CONTENT_TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};

/** The built widget, `dist/widget` below the folder that package.json is in. */
export function widgetFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json was not found above the service');
    folder = parent;
  }
  return join(folder, 'dist', 'widget');
}

/** Reads and compresses every file once; requests then send ready bytes. Keys are paths such as `embed.js`. */
export async function readWidget(folder: string): Promise<Map<string, WidgetFile>> {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile() && CONTENT_TYPES[extname(path)] !== undefined);
  const files = await Promise.all(
    paths.map(async (path) => {
      const name = relative(folder, path).replaceAll(sep, '/');
      return [name, await readyFile(name, readFileSync(path))] as const;
    }),
  );
  return new Map(files);
}

export async function readyFile(name: string, plain: Buffer): Promise<WidgetFile> {
  const [br, gz] = await Promise.all([encode(plain, 'br', 'most'), encode(plain, 'gzip', 'most')]);
  return {
    contentType: CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
    etag: strongEtag(plain),
    bodies: { br, gzip: gz, identity: plain },
  };
}
