import { LIMITS, unfitForOneLine } from '@afterword/contracts';

/** The name of somebody of whom the source says none. */
const NOBODY = 'Guest';

/** A name of another system as one that is shown beside others: one line, nothing invisible, not too long. */
export function readerNameOf(name: string | null): string {
  const line = (name ?? '').replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const short = Array.from(line).slice(0, LIMITS.readerNameLength).join('').trim();
  if (short === '') return NOBODY;
  if (unfitForOneLine(short) === null) return short;
  const plain = short
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\ufff9-\ufffb]|(?<=\p{M}{2})\p{M}/gu, '')
    .trim();
  return plain !== '' && unfitForOneLine(plain) === null ? plain : NOBODY;
}
