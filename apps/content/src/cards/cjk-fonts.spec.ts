import { CardFonts } from './card-fonts';
import { CjkFonts } from './cjk-fonts';

describe('Chinese, Japanese and Korean on cards', () => {
  const cjk = new CjkFonts();
  const base = new CardFonts('bold');

  async function fontsFor(text: string, language: string) {
    return base.with(await cjk.load(base.missing(text), { text, language }));
  }

  async function outlineOf(character: string, language: string, text = character) {
    const fonts = base.with(await cjk.load([character], { text, language }));
    return fonts.shape(character, 'ltr')?.glyphs.map(({ glyph }) => glyph.path.toSVG());
  }

  it('are asked for where a text needs them alone', () => {
    for (const text of ['The “ledger” – 1954…', 'हिन्दी', 'עברית', '🚢☀️👩‍👩‍👧‍👦🏽🇳🇴', ' \u3000\n'])
      expect(base.missing(text)).toEqual([]);
    expect(base.missing('A 漢字')).toEqual(expect.arrayContaining(['漢', '字']));
  });

  it.each([
    ['zh-Hans', '创始人被捕后首次发声：“我们不会放弃”'],
    ['zh-Hant', '「自由不是免費的」，臺灣的網路自由度'],
    ['ja', '東京スカイツリーの建設・㊙ヴ々ー！？'],
    ['ko', '표현의 자유와 책임 (大韓民國)'],
    ['en', 'How 微信 and カカオトーク changed 한국 →'],
    ['hi', 'हिन्दी में 微信'],
    // What the fonts of a language lack, others have.
    ['ja', '这儿说汉语 한국'],
    ['ko', '这儿说汉语 뷁'],
  ])('%s: %s is drawn', async (language, text) => {
    expect(base.cover(text)).toBe(false);
    expect((await fontsFor(text, language)).cover(text)).toBe(true);
  });

  it.each(['中文 ไทย', '日本語 বাংলা', '한국어 😀', '\u{2ffff}'])(
    '%s is not drawn: a part is in no font',
    async (text) => {
      expect((await fontsFor(text, 'zh-Hans')).cover(text)).toBe(false);
    },
  );

  it('have the forms of the article’s language, and of the text’s script in another language', async () => {
    const forms = await Promise.all(['zh-Hans', 'zh-Hant', 'ja', 'ko'].map((language) => outlineOf('骨', language)));
    expect(new Set(forms.map(String)).size).toBeGreaterThanOrEqual(3);
    const [simplified, traditional, japanese, korean] = forms;
    expect(await outlineOf('骨', 'zh')).toEqual(simplified);
    for (const language of ['zh-TW', 'zh-HK', 'yue']) expect(await outlineOf('骨', language)).toEqual(traditional);
    expect(await outlineOf('骨', 'en')).toEqual(simplified);
    expect(await outlineOf('骨', 'en', '骨の話')).toEqual(japanese);
    expect(await outlineOf('骨', 'en', '骨 이야기')).toEqual(korean);
  });

  it('are as wide as an em, in Chinese with their quotation marks', async () => {
    const text = '他说：“你好”……it’s “fine”';
    const fonts = await fontsFor(text, 'zh-Hans');
    expect(fonts.widthOf('他说：“你好”……')).toBeCloseTo(9, 5);
    expect(fonts.widthOf('it’s “fine”')).toBe(base.widthOf('it’s “fine”'));
    expect((await fontsFor(text, 'en')).widthOf('“你好”')).toBeCloseTo(base.widthOf('“”') + 2, 5);
  });

  it('are bold in titles', async () => {
    const glyphs = await cjk.load(['一'], { text: '', language: 'ja' });
    const heightOf = (weight: 'bold' | 'regular') => {
      const { minY, maxY } = new CardFonts(weight).with(glyphs).shape('一', 'ltr')!.glyphs[0]!.glyph.cbox;
      return maxY - minY;
    };
    expect(heightOf('bold')).toBeGreaterThan(heightOf('regular') * 1.3);
  });

  it('stay with a text when others are loaded after it', async () => {
    const korean = Array.from({ length: 11_172 }, (_, index) => String.fromCodePoint(0xac00 + index));
    const first = await cjk.load(korean, { text: '', language: 'ko' });
    expect(korean.filter((syllable) => !first.fontOf(syllable, 'bold'))).toEqual([]);
  });
});
