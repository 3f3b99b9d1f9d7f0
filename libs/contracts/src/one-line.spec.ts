import fc from 'fast-check';
import { CreateSessionSchema, SsoClaimsSchema, UpdateMeSchema } from './api/readers';
import { CreateSiteSchema } from './api/sites';
import { ArticleFieldsSchema } from './api/articles';
import { DescribePageSchema } from './api/pages';
import { oneLine, unfitForOneLine } from './one-line';

const every = (pattern: RegExp): string[] =>
  Array.from({ length: 0x110000 }, (_, codePoint) => codePoint)
    .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
    .map((codePoint) => String.fromCodePoint(codePoint))
    .filter((character) => pattern.test(character));

describe('text on one line', () => {
  it.each([
    'Ada Lovelace',
    'Ольга Йорданова',
    'Nguyễn Thị Ánh',
    'می‌خواهم',
    'क्‍ष र्‍य',
    'മലയാളം അവന്‍',
    'ශ්‍රී ලංකා',
    'ស្រី',
    'שָׁלוֹם',
    'ถึงที่สุด',
    '葛󠄀城',
    '👩🏽‍🚀 ❤️ 1️⃣ 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    'ᠮᠣᠩᠭᠣᠯ᠋',
    'O’Brien–Smith & Söhne (“A/S”)',
    '-',
  ])('may be %s', (name) => {
    expect(unfitForOneLine(name)).toBeNull();
    expect(oneLine(80).parse(` ${name} `)).toBe(name);
  });

  it('has no control, no direction control and no invisible character in it, whichever it is', () => {
    const refused = every(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u);
    expect(refused.length).toBeGreaterThan(4_000);
    const accepted = refused.filter((character) => unfitForOneLine(`New${character}sroom`) === null);
    expect(accepted).toEqual([]);
  });

  it('has no more marks on a letter than writing needs', () => {
    const marks = every(/[\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]/u);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...marks), { minLength: 5, maxLength: 79 }),
        (stack) => unfitForOneLine(`Ada${stack.join('')}`) !== null,
      ),
    );
    expect(unfitForOneLine('\u0301Ada')).toMatch(/stack/);
    expect(unfitForOneLine('ा'.repeat(40))).toMatch(/stack/);
  });

  it.each([
    '\u{13441}',
    '\u{13442}\u{16fe4}',
    '\u2800',
    '\u2800 \u2800',
    '\u00a0\u3000.'.slice(0, 2),
    '\ufffc',
    '\ue000',
    '\u{1d159}',
  ])('has something to see, which %j has not', (text) => {
    expect(oneLine(80).safeParse(text).success).toBe(false);
  });

  it('is checked up to its last character, however many code units it has', () => {
    expect(oneLine(80).safeParse(`${'🦊'.repeat(70)}\u202e`).success).toBe(false);
    expect(oneLine(80).safeParse('🦊'.repeat(80)).success).toBe(true);
  });

  it('is every name and title that readers and publishers give', () => {
    const bad = 'News\u202eroom';
    const article = { slug: 'a', title: 'A', body: 'A' };
    const claims = { sub: '1', name: 'Ada', iat: 1, exp: 2 };
    const site = { id: 'paper', name: 'Paper' };
    const text = { language: 'de', title: 'A', body: 'A' };
    for (const [schema, good, refused] of [
      [CreateSessionSchema, { name: 'Ada' }, { name: bad }],
      [UpdateMeSchema, { name: 'Ada' }, { name: bad }],
      [SsoClaimsSchema, claims, { ...claims, name: bad }],
      [CreateSiteSchema, site, { ...site, name: bad }],
      [CreateSiteSchema, site, { ...site, reservedNames: [bad] }],
      [DescribePageSchema, { title: 'A' }, { title: bad }],
      [ArticleFieldsSchema, article, { ...article, title: bad }],
      [ArticleFieldsSchema, article, { ...article, author: bad }],
      [ArticleFieldsSchema, article, { ...article, topics: [bad] }],
      [ArticleFieldsSchema, article, { ...article, source: { name: bad, url: 'https://a.example' } }],
      [ArticleFieldsSchema, article, { ...article, related: [{ title: bad, url: 'https://a.example' }] }],
      [ArticleFieldsSchema, article, { ...article, original: { ...text, title: bad } }],
      [ArticleFieldsSchema, article, { ...article, translations: [{ ...text, title: bad }] }],
    ] as const) {
      expect(schema.safeParse(good).success).toBe(true);
      expect(schema.safeParse(refused).error?.issues).toMatchObject([
        { message: 'must not contain characters that set the direction of text' },
      ]);
    }
  });
});
