/**
 * The languages of the widget, in which a site can have words of its own. `libs/ui/src/languages` has a file for each but English, which is built
 * in; `languages.spec.ts` there compares the two.
 */
export const WIDGET_LANGUAGES = [
  ...['ar', 'cs', 'de', 'en', 'es', 'fa', 'fr', 'he', 'hi', 'it', 'ja'],
  ...['ko', 'nl', 'pl', 'pt', 'ru', 'sv', 'tr', 'uk', 'zh-Hans', 'zh-Hant'],
] as const;
