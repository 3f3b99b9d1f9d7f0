import { describeInBrowser, openBrowser } from '@afterword/testing/browser';
import { PICTURED, publishPictured } from '@afterword/testing/pictured-articles';
import { type Services, startServices } from '@afterword/testing/services';

/**
 * How fast an article and the list are on a slow phone, as Lighthouse measures it: 1.6 Mbit/s, 150 ms, a processor four times slower. It checks
 * nothing: `npm test -- --testMatch '**\/first-view.figures.ts'` prints a table for docs/theme.md.
 */
const SLOW = { latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8, offline: false };
const RUNS = 5;

interface Figures {
  /** Milliseconds. */
  firstPaint: number;
  largestPaint: number;
  /** Of tasks longer than 50 ms, what is above. Milliseconds. */
  blocked: number;
  shifted: number;
  kilobytes: number;
  requests: number;
}

describeInBrowser('how fast pages are', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
    await publishPictured(services);
  });
  afterAll(() => services.stop());

  async function measure(url: string): Promise<Figures> {
    const browser = await openBrowser({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
    try {
      const page = await browser.context.newPage();
      const device = await browser.context.newCDPSession(page);
      let [bytes, requests] = [0, 0];
      await device.send('Network.enable');
      await device.send('Network.emulateNetworkConditions', SLOW);
      await device.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      device.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength;
        requests += 1;
      });
      await page.addInitScript(() => {
        const seen = { firstPaint: 0, largestPaint: 0, blocked: 0, shifted: 0 };
        Object.assign(window, { seen });
        const watch = (type: string, tell: (entry: PerformanceEntry & { value: number }) => void) =>
          new PerformanceObserver((list) => list.getEntries().forEach((entry) => tell(entry as never))).observe({
            type,
            buffered: true,
          });
        watch('paint', ({ name, startTime }) => {
          if (name === 'first-contentful-paint') seen.firstPaint = startTime;
        });
        watch('largest-contentful-paint', ({ startTime }) => (seen.largestPaint = startTime));
        watch('longtask', ({ duration }) => (seen.blocked += duration - 50));
        watch('layout-shift', ({ value }) => (seen.shifted += value));
      });
      await page.goto(url, { waitUntil: 'networkidle' });
      const seen = await page.evaluate(() => (window as unknown as { seen: Figures }).seen);
      return { ...seen, kilobytes: bytes / 1_000, requests };
    } finally {
      await browser.close();
    }
  }

  it('is printed', async () => {
    const rows: Record<string, Record<string, number>> = {};
    for (const [name, path] of [
      ['article with a picture', `/articles/${PICTURED}`],
      ['list of articles', '/'],
    ] as const) {
      const all: Figures[] = [];
      for (let run = 0; run < RUNS; run += 1) all.push(await measure(services.url('content') + path));
      const median = (of: keyof Figures) => all.map((one) => one[of]).sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
      rows[name] = Object.fromEntries(
        (Object.keys(all[0] ?? {}) as (keyof Figures)[]).map((of) => [
          of,
          Number(median(of).toFixed(of === 'shifted' ? 4 : 0)),
        ]),
      );
    }
    console.table(rows);
  });
});
