import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WIDGET_LANGUAGES } from '@afterword/contracts';
import { actionMessages } from './action-messages';
import { chooseLanguage } from './languages';
import { liveMessages } from './live-messages';
import { menuMessages } from './menu-messages';
import { type Message, messages } from './messages';
import { type LanguageFile, Words } from './words';

const folder = join(__dirname, 'languages');
const english: LanguageFile = { ...messages, ...liveMessages, ...actionMessages, ...menuMessages };
const files = readdirSync(folder);
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as LanguageFile;

const RIGHT_TO_LEFT = ['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'];
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
const formsOf = (message: Message) => (typeof message === 'string' ? { other: message } : message);

/** Whether the category stands for one number alone, so that its form may say it in a word. */
function standsForOne(rules: Intl.PluralRules, category: string): boolean {
  const numbers = Array.from({ length: 1_000 }, (_, number) => number).filter(
    (number) => rules.select(number) === category,
  );
  return numbers.length === 1;
}

/** What is wrong with a language's file; empty where nothing is. */
function problemsOf(file: string, language: LanguageFile): string[] {
  const tag = file.replace(/\.json$/, '');
  const rules = new Intl.PluralRules(tag);
  const { pluralCategories } = rules.resolvedOptions();
  const problems: string[] = [];
  const direction = RIGHT_TO_LEFT.includes(tag) ? 'rtl' : 'ltr';
  if (language.language !== tag) problems.push(`language: is not ${tag}`);
  if (language.direction !== direction) problems.push(`direction: is not ${direction}`);
  for (const key of Object.keys(language)) if (!(key in english)) problems.push(`${key}: nothing has this key`);
  for (const [key, original] of Object.entries(english)) {
    const message = language[key];
    if (message === undefined || typeof message !== typeof original) {
      problems.push(`${key}: ${message === undefined ? 'is missing' : `is no ${typeof original}`}`);
      continue;
    }
    const categories = Object.keys(formsOf(message)).sort().join();
    const wanted = typeof original === 'string' ? 'other' : [...pluralCategories].sort().join();
    if (categories !== wanted) problems.push(`${key}: has the forms ${categories}, not ${wanted}`);
    for (const [category, text] of Object.entries(formsOf(message))) {
      const expected = placeholders(formsOf(original).other ?? '');
      const mayOmit = typeof original !== 'string' && standsForOne(rules, category);
      const found = placeholders(text);
      if (text.trim() === '' || text !== text.trim()) problems.push(`${key}: is empty, or has spaces around it`);
      if (
        found.join() !== expected.join() &&
        !(mayOmit && found.join() === expected.filter((one) => one !== 'count').join())
      )
        problems.push(`${key}: has the placeholders ${found.join()}, not ${expected.join()}`);
      if (/[{}]/.test(text.replace(/\{\w+\}/g, ''))) problems.push(`${key}: has a brace that ends nothing`);
    }
  }
  return problems;
}

it.each(files)('%s says everything, and nothing else', (file) => {
  expect([file, Intl.getCanonicalLocales(file.replace(/\.json$/, ''))[0]]).toEqual([file, file.replace(/\.json$/, '')]);
  expect(problemsOf(file, read(file))).toEqual([]);
  // JSON takes the last of two messages with one key, without a word.
  const keys = readFileSync(join(folder, file), 'utf8').match(/^ {2}"[^"]+":/gm) ?? [];
  expect(keys).toHaveLength(new Set(keys).size);
});

it('are those in which a site can have words of its own', () => {
  expect([...files.map((file) => file.replace(/\.json$/, '')), 'en'].sort()).toEqual([...WIDGET_LANGUAGES].sort());
});

it('finds what is missing, too much or malformed', () => {
  const good = read('de.json');
  const broken = (changes: Record<string, unknown>) => problemsOf('de.json', { ...good, ...changes } as LanguageFile);
  expect(broken({ like: undefined })).toEqual(['like: is missing']);
  expect(broken({ liked: 'Gefiel mir' })).toEqual(['liked: nothing has this key']);
  expect(broken({ like: '' })).toHaveLength(1);
  expect(broken({ language: 'fr', direction: 'rtl' })).toHaveLength(2);
  expect(broken({ replyTo: 'Antwort' })).toEqual(['replyTo: has the placeholders , not name']);
  expect(broken({ replyTo: 'Antwort an {nmae}' })).toHaveLength(1);
  expect(broken({ replyTo: 'Antwort an {name} {' })).toHaveLength(1);
  expect(broken({ points: { other: '{count} Punkte' } })).toEqual(['points: has the forms other, not one,other']);
  expect(broken({ points: { one: 'ein Punkt', other: 'Punkte' } })).toEqual([
    'points: has the placeholders , not count',
  ]);
  expect(broken({ points: '{count} Punkte' })).toEqual(['points: is no object']);
  // In German `one` is the number one alone; in Polish `few` is many numbers.
  expect(broken({ points: { one: 'ein Punkt', other: '{count} Punkte' } })).toEqual([]);
});

describe('Words', () => {
  it('fills in what is told, and writes numbers as the language does', () => {
    const german = new Words(read('de.json'));
    expect(german.say('replyTo', { name: 'Zoë {count}' })).toBe('Antwort auf den Kommentar von Zoë {count}');
    expect([german.points(1), german.points(12_345)]).toEqual(['1 Punkt', '12.345 Punkte']);
    expect(new Words(read('de.json'), 'de-CH').points(12_345)).toMatch(/^12['’]345 Punkte$/);
  });

  it('says in English what a file does not have', () =>
    expect(new Words({ language: 'de' }).say('empty')).toBe('No comments yet'));
});

it.each([
  ['de', 'de', 'de'],
  ['de-CH', 'de', 'de-CH'],
  ['de_AT', 'de', 'de-AT'],
  ['pt-BR', 'pt', 'pt-BR'],
  ['zh-TW', 'zh-Hant', 'zh-TW'],
  ['zh-Hant-HK', 'zh-Hant', 'zh-Hant-HK'],
  ['zh', 'zh-Hans', 'zh'],
  ['zh-SG', 'zh-Hans', 'zh-SG'],
  ['iw', 'he', 'he'],
  ['en-GB', 'en', 'en-GB'],
  ['tlh', 'en', 'en'],
  ['not a tag', 'en', 'en'],
  ['', 'en', 'en'],
])('chooses for %p the file of %s and writes numbers as in %s', (tag, language, locale) => {
  const available = ['de', 'he', 'no', 'pt', 'zh-Hans', 'zh-Hant'];
  expect(chooseLanguage(tag, available)).toEqual({ language, locale });
});
