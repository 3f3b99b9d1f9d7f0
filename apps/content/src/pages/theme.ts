import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** theme.css without its comments and line ends. */
export const theme = readFileSync(join(__dirname, 'theme.css'), 'utf8')
  .replace(/\/\*.*?\*\//gs, '')
  .replace(/\s+/g, ' ')
  .trim();
