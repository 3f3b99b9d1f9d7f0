import { ImportRefusedError } from '../import-problem';
import type { InputFile } from '../input/input-file';
import { artrans } from './artrans';
import { blogger } from './blogger';
import { commento } from './commento';
import { coral } from './coral';
import { disqus } from './disqus';
import type { ImportFormat } from './format';
import { csv, jsonLines } from './generic';
import { ghost } from './ghost';
import { giscus } from './giscus';
import { hyvor } from './hyvor';
import { isso } from './isso';
import { remark42 } from './remark42';
import { twikoo } from './twikoo';
import { valine, waline } from './waline';
import { wordpress } from './wordpress';

export type { ImportFormat, ReadOptions } from './format';

/** Every format, the ones that are recognized most surely first. */
export const FORMATS: readonly ImportFormat[] = [
  disqus,
  wordpress,
  blogger,
  commento,
  remark42,
  waline,
  artrans,
  giscus,
  hyvor,
  ghost,
  twikoo,
  valine,
  isso,
  coral,
  jsonLines,
  csv,
];

/** @param name of a format, or `auto`. @throws ImportRefusedError where no format fits */
export function formatOf(name: string, files: readonly InputFile[]): ImportFormat {
  if (name !== 'auto') {
    const named = FORMATS.find((format) => format.name === name);
    if (named) return named;
    throw new ImportRefusedError(`There is no format ${name}. These are known: ${names()}.`);
  }
  const found = FORMATS.find((format) => files.some((file) => format.recognizes(file)));
  if (found) return found;
  throw new ImportRefusedError(`The format was not recognized. Say which one it is: ${names()}.`);
}

const names = (): string => FORMATS.map((format) => format.name).join(', ');
