import type { SiteLook } from '@afterword/contracts';
import { formatNumber, kept } from './format';
import { type Message, type MessageKey, messages } from './messages';
import type { ActionMessageKey } from './action-messages';
import type { LiveMessageKey } from './live-messages';
import type { MenuMessageKey } from './menu-messages';
import type { PeopleWordKey } from './people-words';

/** Content of a language file. Missing messages fall back to English. */
export type LanguageFile = Readonly<Record<string, Message>>;
export type WordKey = MessageKey | LiveMessageKey | ActionMessageKey | MenuMessageKey | PeopleWordKey;

/** The English messages loaded so far. */
const builtIn: Record<string, Message> = { ...messages };

/** Adds English messages that are loaded later. */
export const addWords = (more: LanguageFile): void => void Object.assign(builtIn, more);

const plurals = kept((locale) => new Intl.PluralRules(locale));

/** The messages of one language. */
export class Words {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** What the site says in this language. */
  private readonly own: LanguageFile & { reactions?: Readonly<Record<string, string>> };

  constructor(
    private file: LanguageFile = messages,
    /** Locale for numbers and dates: `de-CH` uses the messages of `de` but formats numbers differently. */
    readonly locale = file.language as string,
    readonly look: SiteLook = {},
  ) {
    this.language = file.language as string;
    this.own = look.texts?.[this.language] ?? {};
    this.direction = file.direction === 'rtl' ? 'rtl' : 'ltr';
  }

  /** Formats a message. `count` selects the plural form. */
  say(key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
    const message = this.own[key] ?? this.file[key] ?? builtIn[key] ?? '';
    const text =
      typeof message === 'string'
        ? message
        : (message[plurals(this.language).select(Number(values.count))] ?? message.other ?? '');
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? formatNumber(value, this.locale) : this.name(value);
    });
  }

  /** A reader's name, also where a message has it. The service calls guests without one of their own as English does. */
  name(name: string): string {
    return name === 'Guest' ? this.say('guest') : name;
  }

  /** Adds messages of this language that are loaded later. */
  add(more: LanguageFile): void {
    this.file = { ...this.file, ...more };
  }

  /** These messages on a site that may have its own. */
  on(look: SiteLook): Words {
    return new Words(this.file, this.locale, look);
  }

  /** Label of a reaction: what the site calls it, or else its kind. */
  kind(kind: string): string {
    if (kind === 'like') return this.say(kind);
    return this.own.reactions?.[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('-', ' ');
  }

  points(count: number): string {
    return this.say('points', { count });
  }
}

/**
 * Language attributes of an element's outermost part. The empty title hides the host element's `title` (the page's title), which
 * would otherwise appear as a tooltip.
 */
export const languageAttributes = ({ language, direction }: Words) => ({ lang: language, dir: direction, title: '' });
