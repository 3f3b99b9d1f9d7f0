import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { render } from 'preact-render-to-string';
import type { Message } from './messages';
import { ReactionPeopleList, SupporterNames } from './people';
import { peopleWords } from './people-words';

const languages = readdirSync(join(__dirname, 'languages')).map((file) => file.replace('.json', ''));
const formsOf = (message: Message) => (typeof message === 'string' ? { other: message } : message);

describe('words about people', () => {
  it('are there in every language of the widget, with its plural forms', () => {
    expect(Object.keys(peopleWords).sort()).toEqual([...languages, 'en'].sort());
    const { en, ...others } = peopleWords;
    for (const [language, words] of Object.entries(others)) {
      expect(Object.keys(words).sort()).toEqual(Object.keys(en!).sort());
      const rules = new Intl.PluralRules(language);
      const { pluralCategories } = rules.resolvedOptions();
      for (const [key, message] of Object.entries(words)) {
        const english = en![key as keyof typeof en];
        const categories = typeof english === 'string' ? ['other'] : [...pluralCategories].sort();
        expect([language, key, Object.keys(formsOf(message)).sort()]).toEqual([language, key, categories]);
        for (const [category, text] of Object.entries(formsOf(message))) {
          const names = (of: string) => (of.match(/\{\w+\}/g) ?? []).filter((name) => name !== '{count}');
          expect(names(text)).toEqual(names(formsOf(english).other ?? ''));
          // One number may be said in a word.
          const isOneNumber = Array.from({ length: 1_000 }, (_, n) => n).filter((n) => rules.select(n) === category);
          if (typeof english !== 'string' && isOneNumber.length !== 1) expect(text).toContain('{count}');
        }
      }
    }
  });

  it.each(languages)('are said in %s', (language) => {
    const person = {
      id: '019aa0b2-0000-7000-8000-000000000001',
      name: 'Ada',
      avatarUrl: null,
      role: 'member' as const,
    };
    const reactions = [{ kind: 'like', count: 12_345, people: [person], others: 12_344 }];
    const html = render(<ReactionPeopleList reactions={reactions} language={language} look={{}} />);
    expect(html).toContain(`lang="${language}"`);
    expect(html).toMatch(
      /<li><span class="aw-avatar" data-hue="\d+" aria-hidden="true">A<\/span> <span dir="auto">Ada<\/span><\/li>/,
    );
    expect(html).not.toMatch(/\{\w+\}|undefined|<p class="aw-hint"><\/p>/);
    const supporters = { count: 12_345, people: [person, { ...person, name: 'שרה' }], others: 12_343 };
    const line = render(<SupporterNames supporters={supporters} language={language} />);
    expect(line).toContain('<bdi>Ada</bdi>');
    expect(line).toContain('<bdi>שרה</bdi>');
    expect(line).not.toMatch(/\{\w+\}|undefined|null/);
    const nameless = render(
      <SupporterNames supporters={{ count: 12_345, people: [], others: 12_345 }} language={language} />,
    );
    expect(nameless).toMatch(/<p [^>]+>[^<]+<\/p>/);
  });

  it('name five supporters in one line, and the others as a number where there are any', () => {
    const people = Array.from('ABCDEFG', (name) => ({
      id: '019aa0b2-0000-7000-8000-000000000001',
      name,
      avatarUrl: null,
      role: 'member' as const,
    }));
    const lineOf = (names: number, count: number, language = 'en') =>
      render(
        <SupporterNames
          supporters={{ count, people: people.slice(0, names), others: count - names }}
          language={language}
        />,
      ).replace(/<\/?(?:p|bdi)[^>]*>/g, '');
    expect(lineOf(1, 1)).toBe('Supported by A');
    expect(lineOf(2, 2)).toBe('Supported by A and B');
    expect(lineOf(2, 14)).toBe('Supported by A, B and 12 others');
    expect(lineOf(7, 8)).toBe('Supported by A, B, C, D, E and 3 others');
    expect(lineOf(2, 14, 'de')).toBe('Unterstützt von A, B und 12 weiteren');
    expect(lineOf(2, 7, 'ru')).toBe('Поддержали: A, B и ещё 5 человек');
    expect(lineOf(2, 14, 'ja')).toBe('サポーター：A、B、ほか12人');
    expect(lineOf(0, 3)).toBe('Supported by 3 readers');
    expect(lineOf(0, 0)).toBe('');
  });
});
