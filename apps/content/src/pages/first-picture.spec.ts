import { articleCalls } from '@afterword/testing/article-calls';
import { type RunningContent, startContent } from '@afterword/testing/content';

const picture = (name: string) => `![${name}](https://news.example/${name}.png)`;

describe('the first picture of an article', () => {
  let service: RunningContent;
  let number = 0;

  beforeAll(async () => {
    service = await startContent();
  });
  afterAll(() => service.stop());

  /** The pictures of a page, as they are sent. */
  async function pictures(body: string): Promise<{ sent: string[]; stored: string }> {
    number += 1;
    const slug = `pictured-${number}`;
    const { html: stored } = await articleCalls(() => service).publish({ slug, body });
    const page = (await service.api.call<string>('GET', `/articles/${slug}`)).body;
    return { sent: (/<div class="prose">([^]*)<\/article>/.exec(page)?.[1] ?? '').match(/<img [^>]*>/g) ?? [], stored };
  }
  const named = (all: string[], text: string) =>
    all.filter((one) => one.includes(text)).map((one) => /alt="(\w+)/.exec(one)?.[1]);

  it('is loaded at once where the page opens with it, and the others when they are near', async () => {
    const { sent, stored } = await pictures(`A **lead**.\n\n${['one', 'two', 'three'].map(picture).join('\n\n')}`);
    expect(named(sent, 'fetchpriority="high"')).toEqual(['one']);
    expect(named(sent, 'loading="lazy"')).toEqual(['two', 'three']);
    // Feeds and the API have them as they were.
    expect(named(stored.match(/<img [^>]*>/g) ?? [], 'loading="lazy"')).toEqual(['one', 'two', 'three']);
  });

  it('waits where it is below the first screen', async () => {
    const { sent } = await pictures(`${'A long way down. '.repeat(60)}\n\n${picture('one')}`);
    expect(named(sent, 'fetchpriority="high"')).toEqual([]);
    expect(named(sent, 'loading="lazy"')).toEqual(['one']);
  });

  it('is no picture that is only written about', async () => {
    const written = 'Write `<img src="x.png" loading="lazy" decoding="async">`.';
    expect((await pictures(written)).sent).toEqual([]);
    const { sent } = await pictures(picture('one').replace('one]', 'one <img loading="lazy" decoding="async">]'));
    expect(named(sent, 'fetchpriority="high"')).toEqual(['one']);
    expect(sent[0]).toContain('alt="one &lt;img loading=&quot;lazy&quot; decoding=&quot;async&quot;&gt;"');
  });
});
