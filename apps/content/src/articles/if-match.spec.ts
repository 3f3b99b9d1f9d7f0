import { articleEtag, readIfMatch } from './if-match';

const etag = articleEtag({ version: 7, countersVersion: 3, commentsVersion: 1 }, '{}');

it.each<[string | undefined, readonly number[] | null]>([
  [undefined, null],
  ['*', null],
  [`"${etag}"`, [7]],
  ['"7.9.9"', [7]],
  ['"7.9.9.other-bytes_", "8.1.1.x y"', [7]],
  ['"7"', [7]],
  ['"6.1.1", "7.1.1"', [6, 7]],
  [`W/"${etag}"`, []],
  ['"abc"', []],
  ['7', []],
])('If-Match: %s expects %j', (header, versions) => {
  expect(readIfMatch(header)).toEqual(versions);
});
