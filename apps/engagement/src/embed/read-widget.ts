import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { encode, type Encoding, projectFolder, strongEtag } from '@afterword/platform';

const CONTENT_TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};

/** The built widget. */
export const widgetFolder = () => join(projectFolder(__dirname), 'dist', 'widget');

/** A file as bytes, compressed once for all who ask for it so: at the start that would take longer than all else. */
export class WidgetFile {
  readonly contentType: string;
  /** Of the plain bytes; each encoding has its own validator. */
  readonly etag: string;
  private readonly encoded = new Map<Encoding, Promise<Buffer>>();

  constructor(
    name: string,
    readonly plain: Buffer,
  ) {
    this.contentType = CONTENT_TYPES[extname(name)] ?? 'application/octet-stream';
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

/** Reads every file once. Keys are paths such as `embed.js`. */
export function readWidget(folder: string): Map<string, WidgetFile> {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile() && CONTENT_TYPES[extname(path)] !== undefined);
  return new Map(
    paths.map((path) => {
      const name = relative(folder, path).replaceAll(sep, '/');
      return [name, new WidgetFile(name, readFileSync(path))];
    }),
  );
}
