import fc from 'fast-check';
import { indexable, searchable } from './indexable';

describe('words for the search index', () => {
  it.each([
    ['“École”—l’été', 'école l été'],
    ['«СЛОВО»… да', 'слово ... да'], // Dots are ASCII: no locale takes them for letters.,
    ['naïve’s 10€', 'naïve s 10'],
    ['Straße', 'straße'],
    ['میخواهم', 'میخواهم'],
    ['राम', 'राम'],
  ])('%s are the same in every locale: %s', (text, words) => {
    expect(indexable(text).words.split(/\s+/).filter(Boolean).join(' ')).toBe(words);
  });

  it('have nothing outside ASCII but letters, digits and marks, in texts as in queries', () => {
    const outside = /[^\p{ASCII}\p{L}\p{N}\p{M}\u200c\u200d]/u;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(indexable(text).words).not.toMatch(outside);
        expect(searchable(text)).not.toMatch(outside);
      }),
    );
  });
});
