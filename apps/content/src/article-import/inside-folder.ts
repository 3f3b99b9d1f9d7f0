import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/** The real path of a file that another file names. It must lie in the other's folder or below, with links resolved. */
export async function insideFolder(file: string, named: string, refuse: (reason: string) => never): Promise<string> {
  if (isAbsolute(named)) return refuse('must be a path relative to this file');
  const folder = await realpath(dirname(file));
  const path = await realpath(join(folder, named)).catch(() => null);
  if (path === null) return refuse('there is no such file');
  const inside = relative(folder, path);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)
    ? refuse("must lie in this file's folder")
    : path;
}
