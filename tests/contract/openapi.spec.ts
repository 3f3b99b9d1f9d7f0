import { openApiDocument, PROBLEMS } from '@afterword/platform';
import { Validator } from '@seriousme/openapi-schema-validator';
import { axeFindings } from '@afterword/testing/accessibility';
import { expectStatus } from '@afterword/testing/api';
import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { startContent } from '@afterword/testing/content';
import { content, engagement } from '@afterword/testing/described-services';
import { startEngagement } from '@afterword/testing/engagement';

const services = [
  { name: 'engagement', description: engagement, start: startEngagement },
  { name: 'content', description: content, start: startContent },
];

/** The validator changes what it is given. */
const asData = (document: object) => structuredClone(document) as Parameters<Validator['validate']>[0];

describe.each(services)('the OpenAPI document of $name', ({ description, start }) => {
  it('is valid OpenAPI 3.1, with operations that have names of their own', async () => {
    const document = openApiDocument(description, { url: 'https://api.example', version: '1' });
    const { valid, errors } = await new Validator().validate(asData(document));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    const ids = description.operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is served with a validator', async () => {
    const service = await start();
    try {
      const answer = await service.api.call<{ openapi: string; paths: object }>('GET', '/openapi.json');
      const document = expectStatus(200, answer);
      const expected = openApiDocument(description, { url: 'any', version: '1' });
      expect(document.paths).toEqual(JSON.parse(JSON.stringify(expected.paths)));
      const headers = { 'if-none-match': answer.headers.get('etag')! };
      expect((await service.api.call('GET', '/openapi.json', { headers })).status).toBe(304);
    } finally {
      await service.stop();
    }
  });
});

describeInBrowser.each(services)('/docs of $name', ({ description, start }) => {
  it('shows every operation with examples and every error, finds them, and axe finds nothing', async () => {
    const [service, browser] = await Promise.all([start(), openBrowser()]);
    try {
      const page = await browser.context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      await page.goto(`${service.url}/docs`);
      await page.getByRole('heading', { level: 1, name: description.title }).waitFor();
      for (const { id } of description.operations) expect(await page.locator(`article#${id}`).count()).toBe(1);
      const examples = page.locator('article#openapi pre');
      expect(await examples.allTextContents()).toEqual([
        expect.stringMatching(/^curl 'https?:\/\/[^']+\/openapi\.json'$/),
        expect.stringMatching(/^const response = await fetch\("https?:\/\/[^"]+\/openapi\.json"\);/),
        expect.stringMatching(/^import requests\n\nresponse = requests\.request\(\n {4}"GET",\n/),
      ]);
      for (const code of Object.keys(PROBLEMS)) expect(await page.locator(`#problem-${code}`).count()).toBe(1);
      expect(await axeFindings(page)).toEqual([]);
      // Engagement serves the guide of both.
      const guide = page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'The guide' });
      const base = description === engagement ? '' : service.config.engagementUrl;
      expect(await guide.getAttribute('href')).toBe(`${base}/docs/guide`);
      const links = page.locator('nav li a[data-text]:visible');
      await page.getByRole('searchbox', { name: 'Search the reference' }).fill('openapi.json document');
      await page.getByText('1 found').waitFor();
      expect(await links.allTextContents()).toEqual(['GET /openapi.json']);
      expect(await axeFindings(page)).toEqual([]);
      expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
    } finally {
      await browser.close();
      await service.stop();
    }
  });
});
