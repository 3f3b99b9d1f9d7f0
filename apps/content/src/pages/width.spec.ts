import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';

/** What is hard to fit: long words, code, tables, and a language that runs the other way. */
const ARTICLE = {
  slug: 'hard-to-fit',
  title: `A title with a word${'d'.repeat(80)}`,
  topics: ['Города', '隐私', 'C++', 'x'.repeat(80)],
  related: [{ title: `https://news.example/${'y'.repeat(120)}`, url: 'https://news.example/' }],
  original: { language: 'ar', title: 'المكتبة الليلية التي لم تطلب بطاقة', body: 'نص\n\n1. كتاب\n2. قارئ\n\n> اقتباس' },
  body: [
    'z'.repeat(200),
    `\`\`\`\n${'code '.repeat(40)}\n\`\`\``,
    `| ${'column | '.repeat(12)}\n| ${'- | '.repeat(12)}\n| ${'value | '.repeat(12)}`,
    '- one\n  - two\n    - three\n      - four\n        - five',
  ].join('\n\n'),
};

describeInBrowser('the pages in a window', () => {
  let service: RunningContent;

  beforeAll(async () => {
    service = await startContent();
    expectStatus(201, await service.api.call('POST', '/v1/articles', { token: ADMIN_TOKEN, body: ARTICLE }));
    const publishing = `/v1/articles/${ARTICLE.slug}/publish`;
    expectStatus(200, await service.api.call('POST', publishing, { token: ADMIN_TOKEN }));
  });
  afterAll(() => service.stop());

  it.each([320, 1_280])('of %d pixels never scroll sideways', async (width) => {
    const browser = await openBrowser({ viewport: { width, height: 700 } });
    try {
      const page = await browser.context.newPage();
      for (const path of ['', '?version=original']
        .map((query) => `/articles/${ARTICLE.slug}${query}`)
        .concat('/', '/topics')) {
        await page.goto(service.url + path);
        const overflow = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        });
        expect([path, overflow]).toEqual([path, 0]);
      }
    } finally {
      await browser.close();
    }
  });
});
