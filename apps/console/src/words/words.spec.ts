import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verdictCodes } from '@afterword/contracts';
import { words as ar } from './ar';
import { words as de } from './de';
import { en } from './en';
import { preferredLanguage } from './preferred-language';

const languages: Record<string, Record<string, unknown>> = { ar, de };
const english: Record<string, unknown> = en;

/** All forms of an entry. */
const formsOf = (entry: unknown): string[] =>
  typeof entry === 'string' ? [entry] : Object.values(entry as Record<string, string>);
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
const sourcesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.spec\.|^words\/(\w\w)\.ts$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');

describe('the words of the console', () => {
  it.each(Object.keys(languages))(
    'in %s name what the English ones name, in every form that the language has',
    (tag) => {
      const words = languages[tag]!;
      expect(Object.keys(words)).toEqual(Object.keys(english));
      for (const [key, entry] of Object.entries(english)) {
        const forms = formsOf(words[key]);
        // "One" may be said without the number.
        const wanted = placeholders(formsOf(entry).at(-1)!).filter((name) => name !== '{count}');
        for (const form of forms) {
          expect([key, form, placeholders(form).filter((name) => name !== '{count}')]).toEqual([key, form, wanted]);
          expect([key, form.trim()]).not.toEqual([key, '']);
        }
        if (typeof entry === 'string') continue;
        const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
        expect([key, Object.keys(words[key] as object).sort()]).toEqual([key, [...categories].sort()]);
      }
    },
  );

  it('are used, each of them', () => {
    const source = sourcesBelow(join(__dirname, '..'));
    const prefixes = new Set(
      [...source.matchAll(/say(?:Of|Coded)\('(\w+)'|`(\w+)_\$\{/g)].map(
        ([, called, written]) => `${called ?? written}_`,
      ),
    );
    const isUsed = (key: string) =>
      source.includes(`'${key}'`) ||
      [...prefixes].some((prefix) => key.startsWith(prefix)) ||
      (key.endsWith('Hint') && source.includes(`'${key.slice(0, -4)}'`));
    expect(Object.keys(english).filter((key) => !isUsed(key))).toEqual([]);
  });

  it('name each step of moderation', () => {
    const folder = join(__dirname, '../../../engagement/src/moderation/steps');
    const steps = [...sourcesBelow(folder).matchAll(/^ {2}name: '([\w-]+)'/gm)].map(([, name]) => name!);
    expect(steps.length).toBeGreaterThan(8);
    expect([...steps, 'restricted-reader'].filter((name) => !(`step_${name}` in english))).toEqual([]);
  });

  it('say why a step of moderation objects, with its numbers and in no other language', () => {
    for (const [code, values] of Object.entries(verdictCodes) as [string, readonly string[]][])
      for (const [tag, words] of Object.entries({ en: english, ...languages })) {
        const entry = words[`why_${code}`];
        expect([tag, code, entry]).toEqual([tag, code, expect.anything()]);
        expect([tag, code, typeof entry]).toEqual([tag, code, values.includes('count') ? 'object' : 'string']);
        const wanted = values.filter((name) => name !== 'count').map((name) => `{${name}}`);
        for (const form of formsOf(entry)) {
          expect([tag, code, placeholders(form).filter((name) => name !== '{count}')]).toEqual([tag, code, wanted]);
          if (tag === 'ar')
            expect([code, form.replace(/\{\w+\}|Akismet/g, '')]).toEqual([code, expect.not.stringMatching(/[a-z]/i)]);
        }
      }
  });

  it('are those of the language that the browser prefers and there is', () => {
    expect(preferredLanguage(['de-AT', 'en'], ['ar', 'de'])).toBe('de');
    expect(preferredLanguage(['fr', 'en-GB', 'de'], ['ar', 'de'])).toBe('en');
    expect(preferredLanguage(['fr', 'ar-EG'], ['ar', 'de'])).toBe('ar');
    expect(preferredLanguage([], ['de'])).toBe('en');
  });
});
