import { shareChannels } from '@afterword/contracts';
import { addressOf, SHARE_INTENTS } from './share-intents';

it('offers only channels that the service knows, each once, over an address that takes the link', () => {
  const link = 'https://talk.example/s/abc?x=1&y=2';
  expect(new Set(SHARE_INTENTS.map(({ channel }) => channel)).size).toBe(SHARE_INTENTS.length);
  for (const intent of SHARE_INTENTS) {
    expect(shareChannels).toContain(intent.channel);
    expect(addressOf(intent, { link, title: 'A {link} & more' })).toContain(encodeURIComponent(link));
  }
});
