import fc from 'fast-check';
import { lineParts } from './line-breaks';
import { fit, wrap } from './wrap';

/** Han characters, kana and syllables are one em wide, other characters half of that. */
const widthOf = (text: string) =>
  Array.from(text).reduce((width, character) => width + (/[\u1100-\uffef]/.test(character) ? 1 : 0.5), 0);

const linesOf = async (text: string, width: number) => (await wrap(text, { width, lines: 100, widthOf })) ?? [];

describe('where the lines of a title may end', () => {
  it.each([
    ['创始人被捕后首次发声：“我们不会放弃”', '创始 人 被捕 后 首次 发声： “我们 不会 放弃”'],
    ['《世界》、《中国》——第12章……', '《世界》、 《中国》—— 第12章……'],
    ['OpenAI发布GPT-5，售价$20.5！', 'OpenAI 发布 GPT-5， 售价 $20.5！'],
    ['東京の建設が始まってから十年。', '東京の 建設が 始まってから 十年。'],
    ['「日本」・第3回（連載）', '「日本」・ 第3回 （連載）'],
    ['표현의 자유와 플랫폼의 책임', '표현의 자유와 플랫폼의 책임'],
    ['An e-mail, “again” (twice)', 'An e-mail, “again” (twice)'],
    ['हिन्दी में शीर्षक', 'हिन्दी में शीर्षक'],
  ])('%s', (text, parts) => {
    expect(lineParts(text).map((part) => part.text)).toEqual(parts.split(' '));
  });

  it('keeps white space between words alone', async () => {
    expect(await linesOf('中文 title 中文', 20)).toEqual(['中文 title 中文']);
    expect(await linesOf('中文标题', 20)).toEqual(['中文标题']);
  });

  it('breaks what is wider than a line by the same rules', async () => {
    expect(await linesOf('アーキテクチャー', 3)).toEqual(['アーキ', 'テク', 'チャー']);
    expect(await linesOf('대한민국헌법', 4)).toEqual(['대한민국', '헌법']);
    // Nothing is wider than the card, whatever it is made of.
    expect((await linesOf('、'.repeat(30), 10)).map(widthOf)).toEqual([10, 10, 10]);
  });

  it('begins no line with closing punctuation, and ends none with opening one', async () => {
    const word = fc.constantFrom(
      '中文',
      '标题',
      '東京',
      'カタカナ',
      'ひらがな',
      'です',
      '한국어',
      'Latin',
      '2026',
      '语',
    );
    const piece = fc.tuple(
      fc.constantFrom('', '（', '「', '“', '《'),
      word,
      fc.constantFrom('', '）', '」', '”', '》', '、', '。', '！'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 8, max: 20 }),
        async (pieces, width) => {
          const text = pieces.flat().join('');
          const lines = await linesOf(text, width);
          expect(lines.join('')).toBe(text);
          for (const line of lines) {
            expect(widthOf(line)).toBeLessThanOrEqual(width);
            expect(line).not.toMatch(/^[）」”》、。！ー]|[（「“《]$/);
          }
        },
      ),
    );
  });

  it('cuts a long title behind a character, not behind a comma', async () => {
    const { lines } = await fit('中文标题，'.repeat(100), { width: 200, sizes: [{ size: 10, lines: 2 }], widthOf });
    expect(lines).toHaveLength(2);
    expect(lines.at(-1)).toMatch(/[中文标题]…$/);
  });
});
