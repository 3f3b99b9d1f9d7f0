import { readdir, realpath } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';

/**
 * The real path of a file that a text names by a path below `folder`; null where there is none. A name that is spelled with other
 * code points is the same name: macOS writes `é` in file names as two code points, and most editors as one.
 */
export async function findNamedFile(folder: string, named: string): Promise<string | null> {
  const exact = await realpath(join(folder, named)).catch(() => null);
  if (exact !== null) return exact;
  let path = folder;
  for (const part of normalize(named).split(sep)) {
    if (part === '' || part === '.') continue;
    path = join(path, part === '..' ? part : await spelledName(path, part));
  }
  return realpath(path).catch(() => null);
}

/** The name of an entry of a folder as the folder spells it. */
async function spelledName(folder: string, name: string): Promise<string> {
  const entries: string[] = await readdir(folder).catch(() => []);
  if (entries.includes(name)) return name;
  return entries.find((entry) => entry.normalize('NFC') === name.normalize('NFC')) ?? name;
}
