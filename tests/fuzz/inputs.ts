import fc from 'fast-check';

/** More than any limit lets in, so that limits are met; small enough for many inputs a second. Characters. */
const MOST = 12_000;

/** So often a part is repeated at most: what grows faster than its input is found by repetition. */
const REPEATED = 3_000;

/** Texts made of what a parser looks for, of anything else between, and of much of the same. */
export function textsOf(words: readonly string[]): fc.Arbitrary<string> {
  const word = fc.constantFrom(...words);
  const any = fc.string({ unit: 'binary', maxLength: 20 });
  const phrase = fc
    .array(fc.oneof({ arbitrary: word, weight: 4 }, any), { maxLength: 12 })
    .map((parts) => parts.join(''));
  const repeated = fc.tuple(phrase, fc.integer({ min: 2, max: REPEATED })).map(([text, times]) => {
    const fitting = Math.min(times, Math.floor(MOST / Math.max(1, text.length)));
    return text.repeat(fitting);
  });
  return fc
    .array(fc.oneof({ arbitrary: phrase, weight: 5 }, repeated), { maxLength: 8 })
    .map((parts) => parts.join('').slice(0, MOST));
}

/** Bytes of one of the samples with some of them changed, cut, doubled or put elsewhere. */
export function bytesLike(samples: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const change = fc.record({
    kind: fc.constantFrom('set', 'cut', 'double', 'drop'),
    /** Where, of a thousand. */
    at: fc.nat(999),
    length: fc.nat(64),
    byte: fc.nat(255),
  });
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([sample, changes]) =>
      changes.reduce((bytes, { kind, at, length, byte }) => {
        const from = Math.floor((bytes.length * at) / 1_000);
        const [head, part, tail] = [
          bytes.subarray(0, from),
          bytes.subarray(from, from + length),
          bytes.subarray(from + length),
        ];
        if (kind === 'cut') return head;
        if (kind === 'drop') return Buffer.concat([head, tail]);
        if (kind === 'double') return Buffer.concat([head, part, part, tail]);
        return Buffer.concat([head, Buffer.alloc(part.length, byte), tail]);
      }, sample),
    );
}
