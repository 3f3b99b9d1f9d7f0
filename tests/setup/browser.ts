import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { tellOnFailure } from './browser-diary';
import { BROWSER_ARGS } from './shared-browser';

/** `describe` where there is a Chromium; `npm test` says when there is none, and fails where CI is set. */
export const describeInBrowser = process.env.TEST_CHROMIUM ? describe : describe.skip;

export interface TestBrowser {
  /** A reader with a device of their own: nothing is shared with another context. */
  context: BrowserContext;
  close(): Promise<void>;
}

/** A new device in the Chromium that all specs share. It begins with an empty page, as a browser does. */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<TestBrowser> {
  const answer = await fetch(process.env.TEST_BROWSER ?? '');
  const address = await answer.text();
  if (!answer.ok) throw new Error(`Chromium does not start: ${address}`);
  const browser = await chromium.connect(address);
  const context = await browser.newContext(options);
  const forget = tellOnFailure(context);
  await context.newPage();
  const close = () => {
    forget();
    // The connection is this device's own, and what it opened is closed with it.
    return browser.close();
  };
  return { context, close };
}

/** `describe` where there is a Chromium that can do all that the one on a desk can: its headless shell keeps no page in memory. */
export const describeInWholeBrowser = process.env.TEST_WHOLE_CHROMIUM ? describe : describe.skip;

/** A whole Chromium of its own, without some of the arguments that Playwright gives it. */
export async function openOwnBrowser(ignoreDefaultArgs: string[]): Promise<TestBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-chromium-'));
  const context = await chromium.launchPersistentContext(folder, {
    ignoreDefaultArgs,
    executablePath: process.env.TEST_WHOLE_CHROMIUM ?? '/usr/bin/chromium',
    args: BROWSER_ARGS,
  });
  const forget = tellOnFailure(context);
  const close = async () => {
    forget();
    await context.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { context, close };
}
