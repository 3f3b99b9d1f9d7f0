import fc from 'fast-check';
import { problemOfEntry } from './list-entry';
import { WordList } from './word-list';

const find = (entries: string[], text: string) => new WordList(entries).find(text);

describe('a list of words', () => {
  it('finds whole words in any case, and tells them as they are written', () => {
    expect(find(['casino', 'pills'], 'Win at the CASINO, buy Pills!')).toEqual(['CASINO', 'Pills']);
    expect(find(['cialis', 'ass'], 'A specialist in socialism passed the class.')).toEqual([]);
  });

  it.each([
    ['digits and signs for letters', 'v1agr@'],
    ['spaces between the letters', 'v i a g r a'],
    ['points between the letters', 'v.i.a.g.r.a'],
    ['hyphens within the word', 'via-gra'],
    ['a letter drawn out', 'viaaaagra'],
    ['letters of another alphabet', 'vіаgrа'],
    ['full-width letters', 'ｖｉａｇｒａ'],
    ['invisible characters', 'vi\u200bag\u00adra'],
    ['an accent', 'viágra'],
  ])('is not fooled by %s', (_trick, written) => {
    expect(find(['viagra'], `Buy ${written} now`)).toEqual([written]);
    expect(find(['viagra'], `I ${written} a`)).toEqual([written]);
  });

  it('takes * for any letters, and several words for a phrase', () => {
    expect(find(['gambl*'], 'gambling and the gambler')).toEqual(['gambling', 'gambler']);
    expect(find(['*coin'], 'bitcoin, a coin, coins')).toEqual(['bitcoin', 'coin']);
    expect(find(['free * money'], 'free easy money')).toEqual(['free easy money']);
    expect(find(['click here'], 'Just CLICK  here, click and here')).toEqual(['CLICK  here']);
  });

  it('looks for words of scripts without spaces anywhere', () => {
    expect(find(['赌场'], '欢迎来到赌场吧')).toEqual(['赌场']);
  });

  it('keeps words of other scripts apart', () => {
    expect(find(['спам'], 'Это спам, а это спамить')).toEqual(['спам']);
    expect(find(['كازينو'], 'هذا كازينو جديد')).toEqual(['كازينو']);
  });

  it('takes patterns of RE2, and says what is wrong with others', () => {
    expect(find(['/\\b\\d{3}-\\d{4}\\b/'], 'Call 555-0199 today')).toEqual(['555-0199']);
    expect(problemOfEntry('/(a+/')).toMatch(/^must be a pattern that RE2 knows: /);
    expect(problemOfEntry('/(?=a)/')).toMatch(/^must be a pattern that RE2 knows: /);
    expect(problemOfEntry('***')).toBe('must have a letter or digit');
    expect(problemOfEntry('word')).toBeNull();
  });

  it('finds every plain word of a list in any text that has it between spaces', () => {
    const word = fc.stringMatching(/^[a-z]{4,12}$/);
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 10 }), (listed, others) => {
        const text = [...others, listed, ...others].join(' ');
        expect(find([listed], text)).toContain(listed);
      }),
    );
  });

  it('finds no word in texts of other words', () => {
    const word = fc.stringMatching(/^[a-m]{4,12}$/);
    fc.assert(
      fc.property(fc.stringMatching(/^[n-z]{4,12}$/), fc.array(word, { maxLength: 20 }), (listed, others) => {
        expect(find([listed], others.join(' '))).toEqual([]);
      }),
    );
  });

  it('is linear in the text: long runs of one kind end', () => {
    for (const piece of ['a ', 'a.', 'a', '*', '/', '1', 'é', '赌', '\u200b', '@!', "a'"]) {
      expect(find(['x*y*z', 'one two three', '/^(a+)+$/', '赌赌赌x'], piece.repeat(10_000 / piece.length))).toEqual(
        expect.any(Array),
      );
    }
  });
});
