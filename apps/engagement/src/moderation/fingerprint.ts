/** Characters of a text below which it is too short to be somebody's own. */
const SHORTEST = 24;

/** Characters of the overlapping pieces that are compared. */
const PIECE = 4;

/** FNV-1a with 64 bits. */
const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const MASK = 0xffffffffffffffffn;

/**
 * A similarity hash (SimHash, Charikar 2002) of 64 bits: texts that differ in a few characters have hashes that differ in a few
 * bits. Null for a text that is too short to compare. Signed, as PostgreSQL's bigint is.
 */
export function fingerprintOf(text: string): bigint | null {
  const letters = Array.from(
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
      .trim(),
  );
  if (letters.length < SHORTEST) return null;
  const votes = Array.from({ length: 64 }, () => 0);
  for (let start = 0; start + PIECE <= letters.length; start += 1) {
    const hash = hashOf(letters.slice(start, start + PIECE).join(''));
    for (let bit = 0; bit < 32; bit += 1) {
      votes[bit] = (votes[bit] ?? 0) + ((hash.low >>> bit) & 1 ? 1 : -1);
      votes[bit + 32] = (votes[bit + 32] ?? 0) + ((hash.high >>> bit) & 1 ? 1 : -1);
    }
  }
  let fingerprint = 0n;
  votes.forEach((vote, bit) => {
    if (vote > 0) fingerprint |= 1n << BigInt(bit);
  });
  return BigInt.asIntN(64, fingerprint);
}

const known = new Map<string, { low: number; high: number }>();

function hashOf(piece: string): { low: number; high: number } {
  const cached = known.get(piece);
  if (cached) return cached;
  let hash = OFFSET;
  for (let index = 0; index < piece.length; index += 1)
    hash = ((hash ^ BigInt(piece.charCodeAt(index))) * PRIME) & MASK;
  const halves = { low: Number(hash & 0xffffffffn), high: Number(hash >> 32n) };
  // Pieces of four characters repeat; what is rare is dropped with the rest.
  if (known.size >= 20_000) known.clear();
  known.set(piece, halves);
  return halves;
}
