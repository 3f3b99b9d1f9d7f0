import { expectStatus } from '@afterword/testing/api';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { readImage } from '../images';
import { CardFonts } from './card-fonts';
import { CjkFonts } from './cjk-fonts';
import { fit, wrap } from './wrap';

describe('the card of an article', () => {
  let service: RunningContent;

  beforeAll(async () => {
    service = await startContent();
    const original = { language: 'zh-Hans', title: '创始人被捕后首次发声', body: '正文' };
    const translations = [{ language: 'ar', title: 'عنوان عن Telegram في 2026!', body: 'نص' }];
    for (const [path, body] of [
      [
        '',
        {
          slug: 'carded',
          title: 'The ferryman’s ledger & <b>more</b>',
          body: 'Text',
          author: '河',
          original,
          translations,
        },
      ],
      ['/carded/publish', {}],
      ['', { slug: 'draft', title: 'T', body: 'B' }],
      ['', { slug: 'untitled', title: 'ไทย', body: 'B', author: 'বাংলা' }],
      ['/untitled/publish', {}],
    ] as const) {
      await service.api.call('POST', `/v1/articles${path}`, { token: ADMIN_TOKEN, body });
    }
  });
  afterAll(() => service.stop());

  async function card(query = '', headers: Record<string, string> = {}) {
    const response = await fetch(`${service.url}/articles/carded/card.png${query}`, { headers });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes };
  }

  it('is a picture of the size that networks ask for, in each language, until the article changes', async () => {
    const { headers, bytes } = await card();
    expect(headers.get('content-type')).toBe('image/png');
    expect(await readImage(bytes)).toMatchObject({ type: 'png', width: 1_200, height: 630 });
    const etag = headers.get('etag') ?? '';
    expect((await card('', { 'if-none-match': etag })).status).toBe(304);
    const arabic = await card('?version=ar');
    expect(arabic.bytes.equals(bytes)).toBe(false);
    expect(arabic.headers.get('etag')).not.toBe(etag);
    const chinese = await card('?version=original');
    expect(chinese.bytes.equals(bytes)).toBe(false);
    expect((await card('?version=original', { 'if-none-match': chinese.headers.get('etag') ?? '' })).status).toBe(304);
    const change = { token: ADMIN_TOKEN, body: { title: 'Another title' } };
    expectStatus(200, await service.api.call('PATCH', '/v1/articles/carded', change));
    const later = await card('', { 'if-none-match': etag });
    expect(later.status).toBe(200);
    expect(later.bytes.equals(bytes)).toBe(false);
  });

  it('is drawn once for all who ask at once', async () => {
    const cards = await Promise.all(Array.from({ length: 20 }, () => card()));
    for (const { bytes } of cards) expect(bytes.equals(cards[0]!.bytes)).toBe(true);
  });

  it('is what the page shows to networks', async () => {
    const html = expectStatus(200, await service.api.call<string>('GET', '/articles/carded?version=ar'));
    expect(html).toContain(
      '<meta property="og:image" content="https://paper.example/articles/carded/card.png?version=ar"/>',
    );
    expect(html).toContain('<meta name="twitter:card" content="summary_large_image"/>');
  });

  it('leaves out emoji, and not the title', async () => {
    const write = (title: string) =>
      service.api.call('PATCH', '/v1/articles/carded', { token: ADMIN_TOKEN, body: { title } });
    const bytesOf = async (title: string) => {
      expectStatus(200, await write(title));
      return (await card()).bytes;
    };
    const plain = await bytesOf('A ferry and a family');
    expect((await bytesOf('🚢 A ferry 🇳🇴 and a family 👩‍👩‍👧‍👦🏽')).equals(plain)).toBe(true);
    // The fonts have neither: the title in another language is drawn.
    const other = await bytesOf('ไทย');
    expect(other.equals(plain)).toBe(false);
    expect((await bytesOf('😀 বাংলা')).equals(other)).toBe(true);
    for (const title of ['हिन्दी में शीर्षक', '日本語の題名', '한국어 제목'])
      expect((await bytesOf(title)).equals(other)).toBe(false);
    const japanese = await bytesOf('フェリーと家族');
    expect((await bytesOf('🚢 フェリーと家族 ☀️')).equals(japanese)).toBe(true);
  });

  it('is drawn without a title where no font has one', async () => {
    const response = await fetch(`${service.url}/articles/untitled/card.png`);
    expect(response.status).toBe(200);
    expect(await readImage(Buffer.from(await response.arrayBuffer()))).toMatchObject({ type: 'png', width: 1_200 });
  });

  it('loads no fonts for what is behind the end of a card', async () => {
    const load = jest.spyOn(CjkFonts.prototype, 'load');
    try {
      const title = Array.from({ length: 500 }, (_, index) => String.fromCodePoint(0x4e00 + 3 * index)).join('');
      const patch = { title, author: title, language: 'zh-Hant' };
      expectStatus(200, await service.api.call('PATCH', '/v1/articles/carded', { token: ADMIN_TOKEN, body: patch }));
      expect(await readImage((await card()).bytes)).toMatchObject({ type: 'png', width: 1_200 });
      const asked = load.mock.calls.map(([characters]) => new Set(characters).size);
      // Titles of five lines, and at last an author on one.
      expect(asked.length).toBeGreaterThan(1);
      expect(Math.max(...asked)).toBeLessThan(115);
      expect(asked.at(-1)).toBeLessThan(45);
    } finally {
      load.mockRestore();
    }
  });

  it('is there for what is published only', async () => {
    for (const slug of ['draft', 'never', '%00']) {
      expect((await fetch(`${service.url}/articles/${slug}/card.png`)).status).toBe(404);
    }
  });
});

describe('the text of a card', () => {
  const fonts = new CardFonts('bold');
  const widthOf = (text: string) => fonts.widthOf(text);

  it.each([
    ['The ferryman’s “ledger” – 1954…', true],
    ['Ελληνικά, кириллица, Tiếng Việt, Čeština, ß', true],
    ['عنوان', true],
    ['כותרת', true],
    ['标题', false],
    ['日本語', false],
    ['😀', false],
    ['हिन्दी में क्षत्रिय', true],
    ['Telegram के संस्थापक', true],
    ['हिन्दी 标题', false],
    ['বাংলা', false],
    ['ไทย', false],
    ['a\u0302\u0323', true],
  ])('%s: the fonts have shapes for it: %s', (text, covered) => {
    expect(fonts.cover(text)).toBe(covered);
  });

  it('is broken between words, and within one that is wider than a line', async () => {
    expect(await wrap('one two three', { width: widthOf('one two'), lines: 2, widthOf })).toEqual(['one two', 'three']);
    const lines = (await wrap('x'.repeat(100), { width: 10, lines: 20, widthOf })) ?? [];
    expect(lines.join('')).toBe('x'.repeat(100));
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(10);
    expect(await wrap('one two three', { width: widthOf('one two'), lines: 1, widthOf })).toBeNull();
  });

  it('gets smaller, and then shorter, until it fits', async () => {
    const sizes = [
      { size: 72, lines: 2 },
      { size: 48, lines: 3 },
    ];
    const options = { width: 1_000, sizes, widthOf };
    expect(await fit('Short', options)).toEqual({ size: 72, lines: ['Short'] });
    expect((await fit('A title of some more words than two lines hold at once, really', options)).size).toBe(48);
    const long = await fit('word '.repeat(200), options);
    expect([long.size, long.lines.length]).toEqual([48, 3]);
    expect(long.lines.at(-1)).toMatch(/…$/);
    expect((await fit('', options)).lines).toEqual(['']);
  });

  it.each([
    ['words', 'river ferry '.repeat(42)],
    ['one word', 'i'.repeat(500)],
    ['letters that join', 'عنوان '.repeat(84)],
  ])('is measured in proportion to its length where it is as long as it may be: %s', async (_, title) => {
    let measured = 0;
    let turns = 0;
    let isDone = false;
    const count = () => void (isDone || ((turns += 1), setImmediate(count)));
    count();
    const { lines } = await fit(title, {
      width: 1_040,
      sizes: [
        { size: 72, lines: 3 },
        { size: 60, lines: 4 },
        { size: 48, lines: 5 },
      ],
      widthOf: (text) => {
        measured += text.length;
        return widthOf(text);
      },
    });
    isDone = true;
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(1_040 / 48);
    // It was 34 times, and of one word 265 times.
    expect(measured).toBeLessThan(10 * title.length);
    // Requests are answered between the lines.
    expect(turns).toBeGreaterThan(4);
  });
});
