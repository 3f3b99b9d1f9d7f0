import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { findNamedFile } from './named-file';

/** The real path of a file that another file names. It must lie in the other's folder or below, with links resolved. */
export async function insideFolder(file: string, named: string, refuse: (reason: string) => never): Promise<string> {
  if (isAbsolute(named)) return refuse('must be a path relative to this file');
  const folder = await realpath(dirname(file));
  const path = await findNamedFile(folder, named);
  if (path === null) return refuse('there is no such file');
  return isInside(folder, path) ? path : refuse("must lie in this file's folder");
}

/** Whether a path lies in a folder or below it. Both are real paths. */
export function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}
