export interface Choice {
  /** Tag of the language file; `en` is built in. */
  language: string;
  /** Locale for numbers and dates: the requested one if it belongs to the language. */
  locale: string;
}

/**
 * Chooses the best available language for a BCP 47 tag. Uses likely subtags: `pt-BR` is Portuguese, `zh-TW` is Chinese in
 * traditional characters.
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
