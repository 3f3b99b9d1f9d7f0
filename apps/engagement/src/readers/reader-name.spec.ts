import { nameSkeleton } from './reader-name';

describe('nameSkeleton', () => {
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
  ])('sees through %s', (_what, name) => {
    expect(nameSkeleton(name)).toBe(nameSkeleton('The Editor'));
  });

  it('tells different names apart, in any script', () => {
    const names = ['The Editor', 'The Editors', 'Ada', 'Ида', '李雷', '韩梅梅', 'عمر', 'עומר'];
    expect(new Set(names.map(nameSkeleton)).size).toBe(names.length);
  });
});
