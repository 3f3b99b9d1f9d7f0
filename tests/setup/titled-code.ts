import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const docs = join(__dirname, '../../docs');

/** The blocks of code with a file's name (```js title="token.mjs") of a page of `docs`, by that name. */
export function titledCode(page: string): Map<string, string> {
  const text = readFileSync(join(docs, page), 'utf8');
  const blocks = text.matchAll(/^```[\w-]+ title="([^"]+)"\n([^]*?)^```$/gm);
  return new Map([...blocks].map(([, name = '', code = '']) => [name, code]));
}

/** Writes files into a folder, by their path in it. */
export function writeFiles(folder: string, files: Iterable<readonly [path: string, content: string]>): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
