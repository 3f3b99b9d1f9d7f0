import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionMessages } from './action-messages';
import { liveMessages } from './live-messages';
import { menuMessages } from './menu-messages';
import { messages } from './messages';
import { type LanguageFile, Words } from './words';

const folder = join(__dirname, 'languages');
const tags = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
const read = (tag: string) => JSON.parse(readFileSync(join(folder, `${tag}.json`), 'utf8')) as LanguageFile;
const english: LanguageFile = { ...messages, ...liveMessages, ...actionMessages, ...menuMessages };

/** What a language writes with; Latin letters occur in every one, in names such as Markdown. */
const SCRIPTS: Record<string, RegExp> = {
  ar: /\p{Script=Arabic}/u,
  fa: /\p{Script=Arabic}/u,
  he: /\p{Script=Hebrew}/u,
  hi: /\p{Script=Devanagari}/u,
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u,
  ko: /\p{Script=Hangul}/u,
  ru: /\p{Script=Cyrillic}/u,
  uk: /\p{Script=Cyrillic}/u,
  'zh-Hans': /\p{Script=Han}/u,
  'zh-Hant': /\p{Script=Han}/u,
};
/** Words that are the same in English and in a language that took them over. */
const SAME = ['name', 'link', 'email', 'staff', 'hint'];

const textsOf = (language: LanguageFile) =>
  Object.entries(language)
    .filter(([key]) => key !== 'language' && key !== 'direction')
    .flatMap(([key, message]) =>
      (typeof message === 'string' ? [message] : Object.values(message)).map((text) => [key, text] as const),
    );

it('there are the languages that the widget promises', () => {
  const promised = 'ar cs de es fa fr he hi it ja ko nl pl pt ru sv tr uk zh-Hans zh-Hant'.split(' ');
  expect(tags).toEqual(expect.arrayContaining(promised));
});

describe.each(tags)('%s', (tag) => {
  const texts = textsOf(read(tag));

  it('has typographic marks, as the language sets them', () => {
    for (const [key, text] of texts) {
      expect([key, text]).toEqual([key, expect.not.stringMatching(/["'`]|\.\.\.|\s{2}|--/)]);
      if (tag === 'fr') expect([key, text]).toEqual([key, expect.not.stringMatching(/[^\u202f][;:!?](?!\/)/)]);
      if (/^(ja|zh)/.test(tag)) expect([key, text]).toEqual([key, expect.not.stringMatching(/[,;?!:](?=\P{ASCII})/u)]);
      if (/^(ar|fa)/.test(tag)) expect([key, text]).toEqual([key, expect.not.stringMatching(/[,;?]/)]);
    }
  });

  it('is written in its own script, and not left in English', () => {
    for (const [key, text] of texts) {
      const words = text.replace(/\{\w+\}/g, '').replace(/[\s\p{P}]/gu, '');
      const script = SCRIPTS[tag];
      if (script && words !== '') expect([key, text]).toEqual([key, expect.stringMatching(script)]);
      if (!SAME.includes(key) && words !== '') expect([key, text]).not.toEqual([key, english[key]]);
    }
  });

  it('tells buttons that stand side by side apart', () => {
    const language = read(tag);
    for (const keys of [
      ['reward', 'like', 'share', 'comments'],
      ['post', 'cancel', 'close', 'save'],
      ['reply', 'edit', 'remove', 'quote'],
      ['top', 'newest', 'oldest', 'author'],
      ['preview', 'bold', 'italic', 'link', 'quote'],
      ['retry', 'edit', 'undo', 'removeConfirm', 'signOut', 'changeName'],
    ]) {
      expect(new Set(keys.map((key) => language[key])).size).toBe(keys.length);
    }
    // What is seen on the button begins its accessible name.
    expect(language.rewardTotal).toMatch(/^\{reward\} /);
  });
});

/** The words for points, in every plural form. */
const pointsIn = (language: LanguageFile) =>
  Object.values(language.points as Record<string, string>).map((form) =>
    form.replace(/\{count\}|\bd[ei]\b/g, '').trim(),
  );

it.each(['en', ...tags])('%s names points by the numbers of them alone, which a site may name otherwise', (tag) => {
  const language = tag === 'en' ? english : read(tag);
  // A single sign is part of many words; what they are called is more.
  const words = [...pointsIn(language).filter((word) => word.length > 1), '點數'];
  const naming = new RegExp(`(?<![a-z\\p{Script=Cyrillic}\\p{Script=Arabic}])(?:${words.join('|')})`, 'iu');
  const others = textsOf(language).filter(([key]) => key !== 'points');
  expect(others.filter(([, text]) => naming.test(text.replace(/\{\w+\}/g, '')))).toEqual([]);
});

it.each([
  ['pl', [1, 2, 5, 12, 22], ['1 punkt', '2 punkty', '5 punktów', '12 punktów', '22 punkty']],
  ['ru', [1, 2, 5, 11, 21], ['1 балл', '2 балла', '5 баллов', '11 баллов', '21 балл']],
  ['uk', [1, 3, 7, 14, 101], ['1 бал', '3 бали', '7 балів', '14 балів', '101 бал']],
  ['cs', [1, 4, 5], ['1 bod', '4 body', '5 bodů']],
  ['ar', [1, 2], ['نقطة واحدة', 'نقطتان']],
  ['he', [1, 2, 10], ['נקודה אחת', 'שתי נקודות', '10 נקודות']],
  ['fr', [0, 1, 2, 1_000_000], ['0 point', '1 point', '2 points', '1\u202f000\u202f000 de points']],
  ['ja', [1, 2], ['1ポイント', '2ポイント']],
])('%s has the forms of its numbers', (tag, numbers, expected) => {
  const words = new Words(read(tag));
  expect(numbers.map((number) => words.points(number))).toEqual(expected);
});
