import { quoteOf } from './article-quote';

const PAGE = 'https://paper.example/story?id=5';

/** What a quote shows, and the words by which its address finds the passage. */
function partsOf(markdown: string) {
  const [, shown = '', address = ''] = /^> \[([^]*)\]\(<([^>]*)>\)\n\n$/.exec(markdown) ?? [];
  const [, from = '', to] = /:~:text=([^,]*)(?:,(.*))?$/.exec(address) ?? [];
  return { shown, page: address.split(':~:')[0], from: decodeURIComponent(from), to: to && decodeURIComponent(to) };
}

it('quotes a passage whole, and finds it by all of it where it is short', () => {
  const quote = quoteOf('The ferry waited', PAGE);
  expect(quote).toBe('> [The ferry waited](<https://paper.example/story?id=5#:~:text=The%20ferry%20waited>)\n\n');
});

it('finds a long passage by its first and last words, and shows its beginning', () => {
  const passage = `Nobody asked why it did so, ${'in that long and well-known winter, '.repeat(20)}and it left.`;
  const { shown, from, to } = partsOf(quoteOf(passage, PAGE));
  expect([from, to]).toEqual(['Nobody asked why it did', 'winter, and it left.']);
  expect([shown.length, shown.endsWith('…')]).toEqual([401, true]);
});

it('finds a passage in a language without spaces at the bounds of its words', () => {
  const passage = 'フェリーは冬の間ずっと港で待っていたが誰もその理由を尋ねなかった。';
  const { from, to } = partsOf(quoteOf(passage, PAGE));
  expect(passage.startsWith(from) && passage.endsWith(to ?? '')).toBe(true);
  expect([from.length, to?.length ?? 0].every((length) => length > 3 && length < 25)).toBe(true);
});

it('takes no sign of the passage for Markdown, and no hyphen or comma for a part of the address', () => {
  const passage = 'a_b *c* [d] <e> `f` \\g ~h~ (i), well-known & more';
  const quote = quoteOf(passage, PAGE);
  expect(quote).toContain('a\\_b \\*c\\* \\[d\\] \\<e\\> \\`f\\` \\\\g \\~h\\~ (i), well-known \\& more');
  const { from, to } = partsOf(quote);
  expect(quote).not.toMatch(/:~:text=[^>]*-/);
  expect(passage.startsWith(from) && passage.endsWith(to ?? '')).toBe(true);
});

it('keeps the fragment of a host that owns it', () => {
  expect(partsOf(quoteOf('here', 'https://paper.example/#/intro')).page).toBe('https://paper.example/#/intro');
});
