import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BrowserServer, chromium, type LaunchOptions } from 'playwright-core';

export const BROWSER_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface SharedBrowser {
  /** Answers with the address at which Playwright connects to the browser. */
  url: string;
  stop(): Promise<void>;
}

/**
 * One Chromium for all specs of a run, since starting one takes longer than most of their tests. It is started when the first spec asks for it, and
 * again if it has ended. @param started is told the process of each
 */
export async function shareBrowser(
  executablePath: string,
  started: (browser: { pid: number }) => void,
): Promise<SharedBrowser> {
  let browser: Promise<BrowserServer> | null = null;
  const start = async () => {
    const options: LaunchOptions = { executablePath, args: BROWSER_ARGS };
    const launched = await chromium.launchServer({ ...options, host: '127.0.0.1' });
    launched.on('close', () => (browser = null));
    const { pid } = launched.process();
    if (pid !== undefined) started({ pid });
    return launched;
  };
  const server = createServer((_request, response) => {
    // A connection that is kept could be closed while a spec, minutes later, asks over it.
    response.setHeader('connection', 'close');
    browser ??= start();
    browser.then(
      (launched) => response.end(launched.wsEndpoint()),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.close();
    await (await browser)?.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
