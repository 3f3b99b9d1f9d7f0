import type { Article } from '@afterword/contracts';
import { axeFindings } from '@afterword/testing/accessibility';
import { createApi, expectStatus } from '@afterword/testing/api';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { testRedisUrl } from '@afterword/testing/database';
import { poll } from '@afterword/testing/poll';
import { type Services, startServices } from '@afterword/testing/services';

describeInBrowser('an article in a real browser', () => {
  let services: Services;
  let browser: TestBrowser;

  beforeAll(async () => {
    services = await startServices({ redisUrl: testRedisUrl() });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await services.stop();
  });

  const address = (slug: string) => `${services.url('content')}/articles/${slug}`;
  const countersOf = async (slug: string) =>
    expectStatus(200, await createApi(services.url('content')).call<Article>('GET', `/v1/articles/${slug}`)).engagement
      .counters;

  it('takes a like, a reward, a share and a comment, and shows one of each after a reload, with and without scripts', async () => {
    await services.publish('lamp', 'The green lamp');
    const page = await browser.context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(address('lamp'));

    const like = page.getByRole('button', { name: /^Like/ }).first();
    await like.click();
    await expectSoon(() => like.getAttribute('aria-pressed'), 'true');

    await page
      .getByRole('button', { name: /^Reward/ })
      .first()
      .click();
    await page.getByRole('button', { name: /^Give 10/ }).click();
    await page.getByText('You gave 10 points.').waitFor();
    await poll(
      () => countersOf('lamp'),
      ({ rewards }) => rewards.count === 1,
    );

    await page
      .getByRole('button', { name: /^Share/ })
      .first()
      .click();
    await poll(
      async () => {
        const counters = await countersOf('lamp');
        if (counters.shares === 0) {
          const copy = page.getByRole('button', { name: /^Copy/ });
          if (await copy.isVisible()) await copy.click();
        }
        return counters;
      },
      ({ shares }) => shares === 1,
    );

    await page.getByRole('textbox', { name: 'Comment' }).fill('It is *still* burning.');
    await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
    await page.getByRole('button', { name: /^Post/ }).click();
    await page.getByRole('article').filter({ hasText: 'It is still burning.' }).waitFor();
    await poll(
      () => countersOf('lamp'),
      (counters) => counters.comments === 1 && counters.reactions.like === 1,
    );

    await page.reload();
    for (const name of [/^Reward.*1/, /^Like.*1/, /^Share.*1/]) {
      await page.getByRole('button', { name }).first().waitFor();
    }
    await page.getByRole('article').filter({ hasText: 'It is still burning.' }).filter({ hasText: 'Ada' }).waitFor();
    await expectSoon(() => page.getByRole('button', { name: /^Like/ }).first().getAttribute('aria-pressed'), 'true');
    expect(problems).toEqual([]);

    const html = await services.html('lamp');
    expect(html).toContain('It is <em>still</em> burning.');
    expect(html).not.toContain('No comments yet');
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  it('is complete without scripts', async () => {
    await services.publish('plain');
    const reader = await openBrowser({ javaScriptEnabled: false });
    try {
      const page = await reader.context.newPage();
      await page.goto(address('plain'));
      for (const name of [/^Reward/, /^Like/, /^Share/]) await page.getByRole('button', { name }).first().waitFor();
      await page.getByText('No comments yet').waitFor();
      await page.getByText('A paragraph of plain.').waitFor();
    } finally {
      await reader.close();
    }
  });
});

async function expectSoon(ask: () => Promise<string | null>, answer: string): Promise<void> {
  await poll(ask, (value) => value === answer);
}
