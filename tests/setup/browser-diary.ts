import type { BrowserContext, Page } from 'playwright-core';

type Tell = (test: string) => Promise<void>;

const functions = ((globalThis as { onTestFailure?: Set<Tell> }).onTestFailure ??= new Set());

/** Lines of a diary that are printed. */
const LINES = 40;

/** Characters of a page's content that are printed. */
const TEXT = 3_000;

/** A page may be too busy to be looked at. */
const SNAPSHOT_MS = 2_000;

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

/** With what is in shadow roots, as a screen reader has it. */
async function describePage(page: Page): Promise<string> {
  const focus = page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return (active?.cloneNode(false) as Element | undefined)?.outerHTML ?? 'nowhere';
  });
  const seen = await Promise.all([focus, page.locator('body').ariaSnapshot({ timeout: SNAPSHOT_MS })])
    .then(([active, content]) => `focus: ${active}\n${content.slice(0, TEXT)}`)
    .catch(String);
  return `--- ${page.url()}\n${seen}`;
}
