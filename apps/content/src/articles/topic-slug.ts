/** A topic's name as a part of an address, in any script: letters and digits, separated by hyphens. */
export function topicSlug(name: string): string {
  const slug = name
    .normalize('NFKC')
    .toLocaleLowerCase('en')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  // A name of symbols only, such as "C++" without its letter, still has an address.
  return slug || Buffer.from(name).toString('hex');
}
