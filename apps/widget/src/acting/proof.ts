import type { Challenge } from '@afterword/contracts';

const text = new TextEncoder();

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Proof of work as ALTCHA has it: the number whose hash behind the salt is the challenge. Some tenths of a second. */
export async function solve({ maxnumber, ...challenge }: Challenge): Promise<string> {
  for (let number = 0; ; number++) {
    const hash = new Uint8Array(
      await crypto.subtle.digest(challenge.algorithm, text.encode(`${challenge.salt}${number}`)),
    );
    const hex = hexOf(hash);
    // A challenge without a solution is answered wrong rather than never.
    if (hex === challenge.challenge || number >= maxnumber) return btoa(JSON.stringify({ ...challenge, number }));
  }
}
