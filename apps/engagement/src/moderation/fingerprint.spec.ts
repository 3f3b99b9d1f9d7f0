import { fingerprintOf } from './fingerprint';

/** In how many bits two hashes differ. */
function distance(one: string, other: string): number {
  const [a, b] = [fingerprintOf(one), fingerprintOf(other)];
  if (a === null || b === null) throw new Error('Too short to compare');
  return BigInt.asUintN(64, a ^ b)
    .toString(2)
    .replaceAll('0', '').length;
}

const TEXT = 'Earn three thousand a week from home with this one simple trick that banks do not want you to know about';

describe('the fingerprint of a text', () => {
  it('is the same for another case, punctuation and spacing', () => {
    expect(distance(TEXT, `${TEXT.toUpperCase().replaceAll(' ', ',  ')}!!!`)).toBe(0);
  });

  it('is near for a small change, and far for another text', () => {
    expect(distance(TEXT, TEXT.replace('three', 'trhee'))).toBeLessThanOrEqual(10);
    expect(
      distance(TEXT, 'The ferry was late again, and the river stood higher than in any year that I remember'),
    ).toBeGreaterThan(15);
  });

  it('is none for a short text, which is nobody’s own', () => {
    expect(fingerprintOf('Thank you so much!')).toBeNull();
    expect(fingerprintOf('!!! ??? ... !!! ??? ... !!!')).toBeNull();
  });

  it('fits a bigint of PostgreSQL', () => {
    const value = fingerprintOf(TEXT) ?? 0n;
    expect(BigInt.asIntN(64, value)).toBe(value);
  });
});
