export { directionOf } from '../articles';

/** The English name of a language. */
export const languageName = (language: string): string =>
  new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' }).of(language) ?? language;
