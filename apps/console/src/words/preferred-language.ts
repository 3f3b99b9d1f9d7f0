/** The first language that a browser prefers and that there is; English, which there always is, before those that it wants less. */
export function preferredLanguage(wanted: readonly string[], known: readonly string[]): string {
  const languages = wanted.map((tag) => tag.split('-')[0] ?? '');
  return languages.find((language) => language === 'en' || known.includes(language)) ?? 'en';
}
