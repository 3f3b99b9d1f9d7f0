import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';

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

/** @param effort for bytes that are sent for long, `most`; for those that are made anew often, `some` */
export async function encode(plain: Buffer, encoding: Encoding, effort: 'most' | 'some'): Promise<Buffer> {
  switch (encoding) {
    case 'br': {
      const params = { [constants.BROTLI_PARAM_QUALITY]: effort === 'most' ? 9 : 5 };
      return promisify(brotliCompress)(plain, { params });
    }
    case 'gzip':
      return promisify(gzip)(plain, { level: effort === 'most' ? 9 : 6 });
    case 'identity':
      return plain;
  }
}
