import type { Page } from 'playwright-core';
import { axeFindings } from '@afterword/testing/accessibility';
import { articleCalls } from '@afterword/testing/article-calls';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { takePicture } from '@afterword/testing/pictures';

const ARTICLES = {
  en: { title: 'The ferry', body: 'It *never* came back.' },
  ja: {
    title: '渡し守の帳簿に残された二十三年間の記録をたどる',
    body: [
      '「渡し守のノートには、シャッター、ジャーナリスト、キャッシュレジスター、スーパーコンピューターのチャートが、二十三年間ずっと書かれていた」と記者は語った。橋は *長い冬* のあとで開通し、フェリーは二〇二六年にようやくニュージャージーへ売られていった。',
      '## 帳簿の中身',
      '1. 犬は三度ただで乗った。\n2. 自転車は二台まで。',
      '> 「鐘の音はまだ合っている」',
    ].join('\n\n'),
  },
  'zh-Hans': {
    title: '摆渡人的账本：二十三年的渡口记录',
    body: '摆渡人说：“钟声还准。”他把每一位乘客都记在账本里，其中有 *两个骑车的人* 和一条狗。二〇二六年桥通车以后，渡船卖给了下游的镇子。\n\n> “灯够亮了。”',
  },
  ko: {
    title: '뱃사공의 장부에 남은 스물세 해의 기록',
    body: '뱃사공은 스물세 해 동안 자신의 장부에 모든 승객을 적어 두었고, 그 가운데에는 *자전거를 탄 두 사람* 과 개 한 마리도 있었다. 다리가 놓인 뒤에 나룻배는 하류의 마을로 팔려 갔다.',
  },
  ar: {
    title: 'المكتبة الليلية التي لم تطلب بطاقة قط',
    body: 'ظلّت قاعة القراءة *مضاءة* أحد عشر شتاءً حتى تغادر أول عربة عند الفجر.\n\n> «الضوء يكفي»، قال الحارس.\n\n1. الكتاب الذي يُعار بلا سؤال يعود.\n2. القاعة صغيرة.',
  },
} as const;
type Language = keyof typeof ARTICLES;

/** Signs that no Japanese line begins with: small kana, the mark of length, and what closes. */
const NOT_FIRST = /^[ァィゥェォッャュョヮぁぃぅぇぉっゃゅょー、。」]/;
const NOT_LAST = /「$/;
/** Widths at which lines break at many places. Pixels. */
const WIDTHS = [320, 337, 354, 371, 390, 407, 424];

describeInBrowser('articles in other scripts', () => {
  let service: RunningContent;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    [service, browser] = await Promise.all([
      startContent(),
      openBrowser({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }),
    ]);
    const { publish } = articleCalls(() => service);
    for (const [language, { title, body }] of Object.entries(ARTICLES))
      await publish({ slug: slugOf(language), title, body, language, topics: ['Ferries'] });
    page = await browser.context.newPage();
    // There is no engagement service: the page is as it was sent.
    await page.route('https://talk.example/**', (route) => route.abort());
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  const slugOf = (language: string) => `in-${language.toLowerCase()}`;
  const open = (language: Language) => page.goto(`${service.url}/articles/${slugOf(language)}`);

  /** The lines of the first paragraph, as they are set. */
  const lines = () =>
    page.evaluate(() => {
      const found: string[] = [];
      const walker = document.createTreeWalker(document.querySelector('.prose p')!, NodeFilter.SHOW_TEXT);
      let bottom = 0;
      while (walker.nextNode()) {
        const text = walker.currentNode as Text;
        for (let at = 0; at < text.length; at += 1) {
          const range = document.createRange();
          range.setStart(text, at);
          range.setEnd(text, at + 1);
          const box = range.getBoundingClientRect();
          // A space at the end of a line has no box.
          if (box.width > 0 && box.top >= bottom) {
            found.push('');
            bottom = box.bottom;
          }
          found.push(`${found.pop() ?? ''}${range.toString()}`);
        }
      }
      return found;
    });

  async function linesAtAllWidths(): Promise<string[][]> {
    const all: string[][] = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 844 });
      all.push(await lines());
    }
    await page.setViewportSize({ width: 390, height: 844 });
    expect(all.every((some) => some.length > 1)).toBe(true);
    return all;
  }

  it.each(Object.keys(ARTICLES) as Language[])('%s: is accessible, and nothing overflows', async (language) => {
    await open(language);
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await axeFindings(page)).toEqual([]);
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    if (language !== 'en') await takePicture(page, `article-${language}-light-390`);
  });

  it('Japanese: no line begins with what closes, lengthens or is small, and none ends with what opens', async () => {
    await open('ja');
    for (const some of await linesAtAllWidths()) {
      expect(some.filter((line) => NOT_FIRST.test(line.trim()))).toEqual([]);
      expect(some.slice(0, -1).filter((line) => NOT_LAST.test(line.trim()))).toEqual([]);
    }
  });

  it('Korean: lines break between words', async () => {
    await open('ko');
    const words = new Set((await lines()).join('').split(/\s+/));
    for (const some of await linesAtAllWidths()) {
      const parts = some.flatMap((line) => line.trim().split(/\s+/));
      expect(parts.filter((part) => !words.has(part))).toEqual([]);
    }
  });

  it.each<[Language, Record<string, string>]>([
    ['en', { fontStyle: 'italic', textEmphasisStyle: 'none' }],
    ['ja', { fontStyle: 'normal', textEmphasisStyle: 'dot', textEmphasisPosition: 'over' }],
    ['zh-Hans', { fontStyle: 'normal', textEmphasisStyle: 'dot', textEmphasisPosition: 'under' }],
    ['ko', { fontStyle: 'normal', textEmphasisStyle: 'dot', textEmphasisPosition: 'over' }],
    ['ar', { fontStyle: 'normal', textEmphasisStyle: 'none', fontWeight: '600' }],
  ])('%s: emphasises as its readers know it', async (language, style) => {
    await open(language);
    const seen = await page.locator('.prose em').evaluate((em, names) => {
      const computed = getComputedStyle(em) as unknown as Record<string, string>;
      return Object.fromEntries(names.map((name) => [name, computed[name]]));
    }, Object.keys(style));
    expect(seen).toEqual(style);
  });

  it('Arabic: letters stay joined, and quotations and lists stand at the side where lines begin', async () => {
    await open('ar');
    const spacing = (selector: string) => page.locator(selector).evaluate((one) => getComputedStyle(one).letterSpacing);
    expect(['normal', '0px']).toContain(await spacing('h1'));
    const sides = await page.evaluate(() =>
      ['.prose blockquote', '.prose ol'].map((selector) => {
        const { borderRightWidth, borderLeftWidth, paddingRight, paddingLeft } = getComputedStyle(
          document.querySelector(selector)!,
        );
        return {
          border: [borderLeftWidth, borderRightWidth],
          isRight: parseFloat(paddingRight) > parseFloat(paddingLeft),
        };
      }),
    );
    expect(sides).toEqual([
      { border: ['0px', '3px'], isRight: true },
      { border: ['0px', '0px'], isRight: true },
    ]);
    await open('en');
    expect(parseFloat(await spacing('h1'))).toBeLessThan(0);
  });
});
