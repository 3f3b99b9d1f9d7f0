import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that package.json is in, at or above another: that of the clone or of the image, from the source as from the bundle. */
export function projectFolder(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('package.json was not found above the program');
  return projectFolder(above);
}
