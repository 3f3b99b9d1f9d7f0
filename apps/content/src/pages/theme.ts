import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A stylesheet without its comments and line ends. */
export const minifiedCss = (css: string): string =>
  css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .trim();

/** theme.css, the built-in look. */
export const theme = minifiedCss(readFileSync(join(__dirname, 'theme.css'), 'utf8'));
