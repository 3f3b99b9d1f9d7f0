/** Encodings that an XML declaration may name and this engine knows. */
const DECLARED = /^[^<]{0,3}<\?xml[^>]*encoding=["']([\w-]+)["']/;

/**
 * How the bytes of a file are to be read: by its byte order mark, by what its XML declaration says, as UTF-8 where they are, else as
 * Windows-1252, in which no byte is wrong.
 * @param head the first bytes
 * @returns a label of the WHATWG encoding standard
 */
export function decoderOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (isUtf8(head)) return 'utf-8';
  const declared = DECLARED.exec(head.subarray(0, 200).toString('latin1'))?.[1];
  return declared !== undefined && !/^utf-?8$/i.test(declared) && isKnown(declared) ? declared : fallbackOf(head);
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** A few wrong bytes in what is UTF-8 otherwise are damage, and no other encoding. */
function fallbackOf(bytes: Buffer): string {
  const text = new TextDecoder('utf-8').decode(bytes, { stream: true });
  const broken = text.split('\ufffd').length - 1;
  const whole = Array.from(text.matchAll(/[^\u0000-\u007f\ufffd]/g)).length;
  return whole > broken ? 'utf-8' : 'windows-1252';
}

function isKnown(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== 'replacement';
  } catch {
    return false;
  }
}
