import fc from 'fast-check';
import { type Parser, parsers } from './parsers';

/**
 * `npm run fuzz` gives each parser a minute. A seed that found something is in the message of the failure: `FUZZ_SEED` begins with it. What was found
 * goes into FOUND, which every run begins with.
 */
const { FUZZ_SEED, FUZZ_SECONDS = '0.2' } = process.env;
const MILLISECONDS = Number(FUZZ_SECONDS) * 1_000;
const seed = FUZZ_SEED === undefined ? {} : { seed: Number(FUZZ_SEED) };

/** More than any of them takes for an input, on a processor that is asked for nothing else. Of the processor's time: others may have it. */
const MOST_CPU_MS = 2_000;

/** Inputs that broke a parser once. */
const FOUND: Partial<Record<string, unknown[]>> = {
  // 1.5 s for 2 kB: the parser's time grew with the square of the depth.
  'front matter in YAML and TOML': [
    `---\ntitle: x\n${'['.repeat(11_000)}\n---\n`,
    `---\n${'{a: '.repeat(2_500)}\n---\n`,
  ],
};

describe('what others have written', () => {
  it('is read or refused, whatever it is, within bounds of time and size', async () => {
    const tried: string[] = [];
    for (const parser of await parsers()) {
      let count = 0;
      const property = fc.asyncProperty(parser.inputs, async (input) => {
        count += 1;
        await expectBounded(parser, input);
      });
      const examples = (FOUND[parser.name] ?? []).map((input): [unknown] => [input]);
      const limit = { interruptAfterTimeLimit: MILLISECONDS, markInterruptAsFailure: false };
      const details = await fc.check(property, { ...seed, ...limit, examples, numRuns: 1_000_000 });
      if (details.failed) throw new Error(`${parser.name}: ${await fc.asyncDefaultReportMessage(details)}`);
      expect(count).toBeGreaterThan(0);
      tried.push(`${parser.name} ${count}`);
    }
    if (process.env.FUZZ_SECONDS !== undefined) process.stderr.write(`${tried.join('\n')}\n`);
  }, 7_200_000);
});

async function expectBounded({ read, refusals, most }: Parser, input: unknown): Promise<void> {
  const before = process.cpuUsage();
  try {
    const size = await read(input);
    const bytes = typeof input === 'string' ? Buffer.byteLength(input) : 0;
    if (size > most(bytes)) throw new Error(`It made ${size} bytes of ${bytes}`);
  } catch (error) {
    if (!refusals.some((refusal) => error instanceof refusal)) throw error;
  }
  const { user, system } = process.cpuUsage(before);
  if ((user + system) / 1_000 > MOST_CPU_MS) throw new Error(`It took ${Math.round((user + system) / 1_000)} ms`);
}
