import { axeFindings } from './accessibility';
import { describeInBrowser, openBrowser, type TestBrowser } from './browser';

describeInBrowser('what axe finds', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  const FRAME = `<iframe title="A frame" srcdoc="<html lang=en><title>A frame</title><p><img id=in-frame src='data:,'>"></iframe>`;

  it.each([
    ['a page', '', ['in-page']],
    ['a page with a frame', FRAME, ['in-page', 'in-frame']],
  ])('is in %s, and in a shadow', async (_, more, pictures) => {
    const page = await browser.context.newPage();
    await page.setContent(`<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>
      <img id="in-page" src="data:,"><div id="host"></div>${more}</main>`);
    await page.evaluate(() => {
      document.querySelector('#host')!.attachShadow({ mode: 'open' }).innerHTML = '<button id="in-shadow"></button>';
    });
    const findings = (await axeFindings(page)).sort();
    expect(findings).toEqual([
      'button-name: <button id="in-shadow"></button>',
      `image-alt: ${pictures.map((id) => `<img id="${id}" src="data:,">`).join(' ')}`,
    ]);
    await page.close();
  });
});
