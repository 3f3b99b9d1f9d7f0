import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { strongEtag } from '@afterword/platform';

export type Encoding = 'br' | 'gzip' | 'identity';

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
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    promisify(gzip)(plain, { level: 9 }),
  ]);
  return {
    contentType: CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
    etag: strongEtag(plain),
    bodies: { br, gzip: gz, identity: plain },
  };
}

/** The best encoding that `Accept-Encoding` allows. `q=0` means not at all. */
export function negotiateEncoding(header: string | undefined): Encoding {
  const accepted = new Map(
    (header ?? '').split(',').map((part) => {
      const [name = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean);
      return [name.trim(), Number(weight ?? 1)] as const;
    }),
  );
  return (['br', 'gzip'] as const).find((encoding) => (accepted.get(encoding) ?? 0) > 0) ?? 'identity';
}
