import type { BrowserContext, Page } from 'playwright-core';

type Tell = (test: string) => Promise<void>;

const functions = ((globalThis as { onTestFailure?: Set<Tell> }).onTestFailure ??= new Set());

/** Lines of a diary that are printed. */
const LINES = 40;

/** Characters of a page's text that are printed. */
const TEXT = 1_500;

/** When a test fails, prints what the pages of a device show, and what they said and asked for. @returns ends it */
export function tellOnFailure(context: BrowserContext): () => void {
  const diary: string[] = [];
  const note = (line: string) => {
    diary.push(`${new Date().toISOString().slice(14, 23)} ${line}`.slice(0, 300));
    if (diary.length > LINES) diary.shift();
  };
  context.on('console', (message) => note(`${message.type()}: ${message.text()}`));
  context.on('weberror', (error) => note(`error: ${error.error().message}`));
  context.on('response', (response) => note(`${response.status()} ${response.request().method()} ${response.url()}`));
  context.on('requestfailed', (request) =>
    note(`${request.failure()?.errorText ?? 'failed'} ${request.method()} ${request.url()}`),
  );
  const tell: Tell = async (test) => {
    const pages = await Promise.all(context.pages().map(describePage));
    console.log([`What could be seen when this failed: ${test}`, ...diary, ...pages].join('\n'));
  };
  functions.add(tell);
  return () => functions.delete(tell);
}

async function describePage(page: Page): Promise<string> {
  const seen = await page
    .evaluate((length) => {
      const active = document.activeElement?.cloneNode(false) as Element | undefined;
      return `focus: ${active?.outerHTML ?? 'nowhere'}\n${document.body.innerText.slice(0, length)}`;
    }, TEXT)
    .catch((error: unknown) => String(error));
  return `--- ${page.url()}\n${seen}`;
}
