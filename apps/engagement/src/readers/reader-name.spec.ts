import fc from 'fast-check';
import { imitates, lookOfName } from './reader-name';

const isTakenFor = (name: string, reserved: string) => imitates(name, [lookOfName(reserved)]);

/** Letters of one script, those that are not written as others, each as it stands in a word. */
function lettersOf(script: string): string[] {
  const pattern = new RegExp(`^\\p{Script=${script}}$`, 'u');
  return Array.from({ length: 0x30000 - 0x80 }, (_, index) => index + 0x80)
    .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
    .map((codePoint) => String.fromCodePoint(codePoint))
    .filter((letter) => pattern.test(letter) && /[\p{L}\p{M}]/u.test(letter) && letter.normalize('NFKC') === letter);
}

describe('a name is taken for a reserved one', () => {
  it.each([
    ['case', 'THE EDITOR'],
    ['spaces and punctuation', 'The-Editor!'],
    ['accents', 'Thé Editör'],
    ['full-width letters', 'Ｔｈｅ Ｅｄｉｔｏｒ'],
    ['Cyrillic letters', 'Тhе Еditоr'],
    ['Greek letters', 'The Editοr'],
    ['digits', 'The Ed1t0r'],
    ['invisible characters', 'The\u200b Edi\u00adtor\u2060'],
    ['mathematical letters', '𝐓𝐡𝐞 𝐄𝐝𝐢𝐭𝐨𝐫'],
    ['small capitals', 'ᴛʜᴇ ᴇᴅɪᴛᴏʀ'],
    ['decoration', '★ The Editor ✅'],
    ['letters that are punctuation to the eye', 'The Editorǃ'],
    ['a letter in two', 'Tlne Edit0r'.replace('ln', 'h')],
  ])('through %s', (_what, name) => {
    expect(isTakenFor(name, 'The Editor')).toBe(true);
  });

  it.each([
    ['Newsroom', 'Newsroom\u3164'],
    ['Newsroom', 'Νewsroom'],
    ['Newsroom', 'Nøwsroom'],
    ['Newsroom', 'Newsrøøm'],
    ['Newsroom', 'Newsroorn'],
    ['Newsroom', 'Nevvsroom'],
    ['Newsroom', 'ŊewsrooM'],
    ['Newsroom', 'Newsr٥٥m'],
    ['Редакция', 'Peдaкция'],
    ['Νίκος', 'ΝΙΚΟΣ'],
    ['كريم', 'کریم'],
    ['السلام', 'السَّلام'],
    ['カード', '力ード'],
    ['Édition', 'Edition'],
    ['👍', '👍🏽'],
  ])('%s: %s', (reserved, name) => {
    expect(isTakenFor(name, reserved)).toBe(true);
  });

  it('whichever characters that look the same it is spelled with', () => {
    const looks = { N: 'ΝⲚℕ𝐍Ｎ𝖭', e: 'еｅ𝐞ҽℯ', w: 'ԝｗ𝐰', s: 'ѕｓꜱ', r: 'ｒ𝐫г', o: 'оοօｏ0', m: 'ｍⅿ𝐦' };
    const letters = Array.from('Newsroom', (letter) =>
      fc.constantFrom(letter, ...Array.from(looks[letter as keyof typeof looks])),
    );
    const between = fc.constantFrom('', ' ', '.', '\u200b', '\u0301', '\ufe0f');
    const spelling = fc.tuple(...letters.map((letter) => fc.tuple(letter, between).map((parts) => parts.join(''))));
    fc.assert(fc.property(spelling, (parts) => isTakenFor(parts.join(''), 'Newsroom')));
  });
});

describe('names stay different', () => {
  it.each([
    ['राम', 'रमा'],
    ['कि', 'की'],
    ['がき', 'かき'],
    ['パリ', 'バリ'],
    ['ノリ', 'リ'],
    ['🦊', '🐻'],
    ['🦊', '👩‍🚀'],
    ['🦊', 'Ada'],
    ['Май', 'Маи'],
    ['ดา', 'ตา'],
    ['כן', 'כו'],
    ['أن', 'آن'],
    ['ثور', 'پور'],
    ['தமிழ்', 'தமழ்'],
    ['가나', '각나'],
    ['李雷', '韩梅梅'],
    ['The Editor', 'The Editors'],
    ['!!!', '???'],
  ])('%s and %s', (one, other) => {
    expect([isTakenFor(one, other), isTakenFor(other, one)]).toEqual([false, false]);
  });

  it.each(['Devanagari', 'Thai', 'Hiragana', 'Katakana', 'Gujarati', 'Telugu'])(
    'in %s, whatever letter or vowel sign it is that differs',
    (script) => {
      const letters = lettersOf(script);
      const first = letters.find((letter) => /\p{L}/u.test(letter)) ?? '';
      expect(letters.length).toBeGreaterThan(50);
      const sign = fc.constantFrom(...letters);
      fc.assert(
        fc.property(sign, sign, (one, other) => one === other || !isTakenFor(first + one, first + other)),
        { numRuns: 300 },
      );
    },
  );
});
