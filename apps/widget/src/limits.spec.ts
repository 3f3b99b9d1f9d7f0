import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS, shareChannels } from '@afterword/contracts';
import { SHARE_INTENTS } from './share-intents';

/** The widget does not load the schemas; the limits that it says again are held to the service's here. */
it.each([
  ['counter-batch.ts', 'BATCH', LIMITS.countersBatch],
  ['reward-panel.tsx', 'MAX_AMOUNT', LIMITS.rewardMax],
])('%s says the same %s as the service', (file, name, value) => {
  const source = readFileSync(join(__dirname, file), 'utf8');
  expect(Number(new RegExp(`const ${name} = ([\\d_]+);`).exec(source)?.[1]?.replaceAll('_', ''))).toBe(value);
});

it('offers only channels that the service knows, each once, over an address that takes the link', () => {
  const link = 'https://talk.example/s/abc?x=1&y=2';
  expect(new Set(SHARE_INTENTS.map(({ channel }) => channel)).size).toBe(SHARE_INTENTS.length);
  for (const { channel, address } of SHARE_INTENTS) {
    expect(shareChannels).toContain(channel);
    expect(decodeURIComponent(address(link, 'A title & more').replaceAll('+', ' '))).toContain(link);
  }
});
