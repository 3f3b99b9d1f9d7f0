import { formatCount } from './format';
import { type Message, type MessageKey, messages } from './messages';
import type { ActionMessageKey } from './action-messages';

/** A language as its file has it. What a file lacks is said in English. */
export type LanguageFile = Readonly<Record<string, Message>>;
export type WordKey = MessageKey | ActionMessageKey;

/** English, as far as it is loaded. */
const builtIn: Record<string, Message> = { ...messages };

/** Adds to the built-in English what is loaded when a reader acts. */
export const addWords = (more: LanguageFile): void => void Object.assign(builtIn, more);

/** Says everything in one language. */
export class Words {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  private readonly plurals: Intl.PluralRules;
  private readonly numbers: Intl.NumberFormat;

  constructor(
    private readonly file: LanguageFile = messages,
    /** How numbers and dates are written: `de-CH` differs from `de` in them, and in nothing that is said. */
    readonly locale = file.language as string,
  ) {
    this.language = file.language as string;
    this.direction = file.direction === 'rtl' ? 'rtl' : 'ltr';
    this.plurals = new Intl.PluralRules(this.language);
    this.numbers = new Intl.NumberFormat(locale);
  }

  /** `count` chooses the form of a message that depends on a number. */
  say(key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
    const message = this.file[key] ?? builtIn[key] ?? '';
    const text =
      typeof message === 'string'
        ? message
        : (message[this.plurals.select(Number(values.count))] ?? message.other ?? '');
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? this.numbers.format(value) : value;
    });
  }

  points(count: number): string {
    return this.say('points', { count });
  }
}

export const english = new Words();

/**
 * What the outermost part of an element says about its words. The empty title keeps the element's own one, which names the
 * page, from popping up over every word.
 */
export const languageAttributes = ({ language, direction }: Words) => ({ lang: language, dir: direction, title: '' });

/** A reaction has the site's own name for it, except the one that every site has. */
export const kindLabel = (words: Words, kind: string): string =>
  kind === 'like' ? words.say('like') : kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('-', ' ');

/** The Reward button says how often it was pressed, and names the amount for those who hear it. */
export function rewardLabel(words: Words, rewards: { count: number; amount: number } | undefined): string {
  if (!rewards) return words.say('reward');
  const count = formatCount(rewards.count, words.locale);
  const { amount } = rewards;
  return amount === 0
    ? words.say('rewardCount', { count })
    : words.say('rewardTotal', { count, points: words.points(amount) });
}
