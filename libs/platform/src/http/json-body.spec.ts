import { LIMITS } from '@afterword/contracts';
import fc from 'fast-check';
import { nestsTooDeep } from './json-body';

const nested = (depth: number, [open, close]: readonly [string, string] = ['[', ']']) =>
  `${open.repeat(depth)}1${close.repeat(depth)}`;

describe('nestsTooDeep', () => {
  it('is exact', () => {
    expect(nestsTooDeep(nested(LIMITS.bodyDepth))).toBe(false);
    expect(nestsTooDeep(nested(LIMITS.bodyDepth + 1))).toBe(true);
    expect(nestsTooDeep(nested(LIMITS.bodyDepth + 1, ['{"a":', '}']))).toBe(true);
    expect(nestsTooDeep('['.repeat(LIMITS.bodyDepth + 1))).toBe(true);
  });

  it('counts what is open, not what there is', () => {
    expect(nestsTooDeep(`[${'[],'.repeat(1_000)}{}]`)).toBe(false);
  });

  it('reads over text, whatever it holds', () => {
    for (const text of ['['.repeat(200), '\\', '"', '\\"[', '\\\\"'])
      expect(nestsTooDeep(JSON.stringify([text.repeat(100)]))).toBe(false);
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => !nestsTooDeep(JSON.stringify({ body: text }))));
  });
});
