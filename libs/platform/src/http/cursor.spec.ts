import { z } from 'zod';
import { Cursor, pageOf } from './cursor';
import type { DomainError } from './domain-error';

const newest = new Cursor(z.tuple([z.literal('newest'), z.uuid()]));
const oldest = new Cursor(z.tuple([z.literal('oldest'), z.uuid()]));
const id = '0190b2a1-7c2d-7e6f-8a3b-1c2d3e4f5a6b';

describe('Cursor', () => {
  it('decodes what it encoded, and needs no escaping in a URL', () => {
    const text = newest.encode(['newest', id]);
    expect(encodeURIComponent(text)).toBe(text);
    expect(newest.decode(text)).toEqual(['newest', id]);
  });

  it('decodes the cursors that were given before this codec existed', () => {
    expect(newest.decode(Buffer.from(JSON.stringify(['newest', id])).toString('base64url'))).toEqual(['newest', id]);
  });

  it.each([
    ['of another list', oldest.encode(['oldest', id])],
    ['that is no base64url', '%%%'],
    ['that is no JSON', Buffer.from('[').toString('base64url')],
    ['of another shape', Buffer.from(JSON.stringify(['newest', 1])).toString('base64url')],
    ['that is null', Buffer.from('null').toString('base64url')],
    ['that is empty', ''],
  ])('rejects a cursor %s as invalid-request at `cursor`', (_what, text) => {
    const decode = () => {
      try {
        return newest.decode(text);
      } catch (error) {
        return (error as DomainError).toProblem();
      }
    };
    expect(decode()).toMatchObject({
      type: 'urn:afterword:problem:invalid-request',
      status: 422,
      errors: [{ path: 'cursor', message: 'must be the `next` of this list' }],
    });
  });
});

describe('pageOf', () => {
  const cursorOf = (last: number) => `after ${last}`;

  it('has a cursor after its last item when there are more rows', () => {
    expect(pageOf([1, 2, 3], 2, cursorOf)).toEqual({ items: [1, 2], next: 'after 2' });
  });

  it('has no cursor at the end of the list', () => {
    expect(pageOf([1, 2], 2, cursorOf)).toEqual({ items: [1, 2], next: null });
    expect(pageOf([], 2, cursorOf)).toEqual({ items: [], next: null });
  });
});
