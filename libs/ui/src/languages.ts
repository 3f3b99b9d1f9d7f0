export interface Choice {
  /** The file's tag; `en` is built in. */
  language: string;
  /** How numbers and dates are written: the reader's own way where it is one of the language. */
  locale: string;
}

/**
 * The best of the languages there are for a BCP 47 tag. `pt-BR` is Portuguese, and `zh-TW` Chinese in traditional characters:
 * a tag says less than what it most likely means.
 */
export function chooseLanguage(tag: string, available: readonly string[]): Choice {
  try {
    const own = new Intl.Locale(tag.replaceAll('_', '-'));
    const { language, script } = own.maximize();
    const found = [`${language}-${script}`, language].find((one) => available.includes(one)) ?? 'en';
    return { language: found, locale: found.split('-')[0] === language ? own.baseName : found };
  } catch {
    return { language: 'en', locale: 'en' };
  }
}
