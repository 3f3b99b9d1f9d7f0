import { requestIdOf } from './request-id';

const idFor = (given?: string) => requestIdOf({ headers: given === undefined ? {} : { 'x-request-id': given } });

describe('the id of a request', () => {
  it.each(['0123456789abcdef0123456789abcdef', '019ad1c2-6f5e-7b1a-9c3d-2b1f0e9d8c7b', 'ABCDEF0123456789'])(
    'is the one that a proxy gave it: %s',
    (given) => {
      expect(idFor(given)).toBe(given);
    },
  );

  it.each([undefined, '', 'short', 'ada@example.com-0123456789', 'a'.repeat(65), 'abcdef0123456789\nabcdef0123456789'])(
    'is a new one instead of %j',
    (given) => {
      const id = idFor(given);
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(idFor(given)).not.toBe(id);
    },
  );
});
