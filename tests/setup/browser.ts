import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium, type LaunchOptions } from 'playwright-core';

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `describe` where there is a Chromium; `npm test` says when there is none, and fails where CI is set. */
export const describeInBrowser = process.env.TEST_CHROMIUM ? describe : describe.skip;

export interface TestBrowser {
  /** A reader with a device of their own: nothing is shared with another context. */
  context: BrowserContext;
  close(): Promise<void>;
}

export async function openBrowser(
  options: BrowserContextOptions & Pick<LaunchOptions, 'ignoreDefaultArgs'> = {},
): Promise<TestBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'afterword-chromium-'));
  const context = await chromium.launchPersistentContext(folder, {
    ...options,
    executablePath: process.env.TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: ARGS,
  });
  const close = async () => {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { context, close };
}
