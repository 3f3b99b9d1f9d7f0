import type { ApiOperation } from '@afterword/platform';
import fc from 'fast-check';
import { z } from 'zod';
import type { RawRequest } from './raw-http';

/** What a request may be made of beside nonsense: things that are there. */
export interface Known {
  /** By the names of path parameters. */
  parameters: Record<string, readonly string[]>;
  tokens: readonly string[];
}

const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'get', 'X'];

const nasty = fc.constantFrom(
  '',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfffy',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  "' or 1=1 --",
  '\u202e\u200b',
  '😀'.repeat(300),
  'x'.repeat(3_000),
  '1e400',
  'NaN',
  '-1',
  'null',
  'javascript:alert(1)',
  'https://evil.example/',
  '00000000-0000-0000-0000-000000000000',
);
/** Half a character has no form in UTF-8. */
const wellFormed = (value: string) => Buffer.from(value).toString();
const text = fc.oneof(nasty, fc.string({ unit: 'binary' }), fc.string());

const leaf = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, -0, 1e308, 2 ** 63, 0.1),
);

/** JSON of any shape, often with the names that a body has. */
function bodyText({ body }: ApiOperation): fc.Arbitrary<string> {
  const names = body
    ? Object.keys((z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }).properties as object) ?? {})
    : [];
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...names, 'nonsense'), text), tie('tree'), { maxKeys: 4 }),
    ),
  }));
  return fc.oneof(
    tree.map((value) => JSON.stringify(value) ?? ''),
    // With all the names that it should have, and values that it should not.
    fc
      .tuple(...names.map((name) => tree.map((value) => [name, value] as const)))
      .map((pairs) => JSON.stringify(Object.fromEntries(pairs))),
    fc.constantFrom(
      '{',
      '[]',
      '"',
      'null',
      '{"__proto__":{"x":1}}',
      '{"constructor":{"prototype":{"x":1}}}',
      '{"a":1,"a":2}',
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
      `{"body":"${'x'.repeat(200_000)}"}`,
      '{"body":"\\ud800"}',
      '{"amount":1e999}',
    ),
  );
}

const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));

/** Visible ASCII and what is beyond it, but nothing that would end the line. */
const headerValue = fc.oneof(fc.string(), text).map((value) => value.replace(/[^\x20-\x7e\x80-\xff]/g, ''));
const headers = (known: Known): fc.Arbitrary<Record<string, string>> =>
  fc
    .record(
      {
        authorization: fc.oneof(
          fc.constantFrom(...known.tokens.map((token) => `Bearer ${token}`)),
          headerValue.map((value) => `Bearer ${value}`),
          headerValue,
        ),
        'content-type': fc.constantFrom(
          ...['application/json', 'application/json', 'application/json; charset=utf-16', 'text/plain', 'a/b;c', ''],
          'application/x-www-form-urlencoded',
          'multipart/form-data; boundary=x',
        ),
        'idempotency-key': headerValue,
        'if-none-match': headerValue,
        'if-match': headerValue,
        'last-event-id': headerValue,
        origin: headerValue,
        'accept-encoding': headerValue,
        'user-agent': headerValue,
        'x-forwarded-for': headerValue,
      },
      { requiredKeys: [] },
    )
    .filter((set) => Object.values(set).every((value) => value !== undefined));

/** A part of a path: percent-encoded, half so, or raw; nothing that would end the request line. */
const pathPart = (names: readonly string[]): fc.Arbitrary<string> => {
  const encoded = text.map((value) => encodeURIComponent(wellFormed(value)));
  const broken = fc.constantFrom(
    '%',
    '%E0%A4%A',
    '%00',
    '%zz',
    '%ff',
    '..',
    '.',
    '%2e%2e',
    '%2F',
    ';x',
    '\xe9',
    '%ED%A0%80',
  );
  const known = names.length > 0 ? [fc.constantFrom(...names.map(encodeURIComponent))] : [];
  return fc.oneof(...known, ...known, encoded, broken);
};

function pathOf(operation: ApiOperation, known: Known): fc.Arbitrary<string> {
  const parts = operation.path.split(/\{(\w+)\}/);
  const filled = parts.map((part, index) =>
    index % 2 === 0 ? fc.constant(part) : pathPart(known.parameters[part] ?? []),
  );
  return fc.tuple(...filled).map((all) => all.join(''));
}

const query = (operation: ApiOperation): fc.Arbitrary<string> => {
  const names = Object.keys(operation.query?.shape ?? {});
  const name = fc.oneof(fc.constantFrom(...names, 'x', '__proto__', 'page[]', 'limit'), text);
  const value = text.map((raw) => encodeURIComponent(wellFormed(raw)));
  const pairs = fc.array(fc.tuple(name, value), { maxLength: 4 });
  return fc.oneof(
    fc.constant(''),
    pairs.map((all) => `?${all.map(([key, given]) => `${encodeURIComponent(wellFormed(key))}=${given}`).join('&')}`),
    fc.constantFrom('?', '?%', '?=&&=', `?${'page=x&'.repeat(200)}`, '?limit=%00', '?cursor=%ff'),
  );
};

/** Requests that are wrong in any part, or in none. */
export function requests(operations: readonly ApiOperation[], known: Known): fc.Arbitrary<RawRequest> {
  return fc.constantFrom(...operations).chain((operation) =>
    fc.record({
      method: fc.oneof(
        { weight: 4, arbitrary: fc.constant(operation.method.toUpperCase()) },
        { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
      ),
      path: fc.tuple(pathOf(operation, known), query(operation)).map((all) => all.join('')),
      headers: headers(known),
      body: fc.oneof(
        { weight: 4, arbitrary: bodyText(operation).map((body) => Buffer.from(body)) },
        { weight: 1, arbitrary: bytes },
        { weight: 1, arbitrary: fc.constant(Buffer.alloc(0)) },
      ),
    }),
  );
}
