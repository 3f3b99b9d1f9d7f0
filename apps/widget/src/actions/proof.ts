import type { Challenge } from '@afterword/contracts';
import { Failure } from '../failure';

const text = new TextEncoder();

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Solves an ALTCHA proof of work: finds the number whose salted hash is the challenge. Takes some tenths of a second. @throws Failure */
export async function solve({ maxnumber, ...challenge }: Challenge): Promise<string> {
  // Available on secure origins only.
  const { subtle } = crypto as Partial<Crypto>;
  if (!subtle) throw new Failure('insecure');
  for (let number = 0; ; number++) {
    const hash = await subtle.digest(challenge.algorithm, text.encode(`${challenge.salt}${number}`));
    const hex = hexOf(new Uint8Array(hash));
    // Ends with a wrong answer if there is no solution.
    if (hex === challenge.challenge || number >= maxnumber) return btoa(JSON.stringify({ ...challenge, number }));
  }
}
