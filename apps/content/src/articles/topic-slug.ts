/**
 * The slug of a topic's name, in any script: letters, digits, "+" and "#" (which distinguish "C" from "C++" and "C#"), and hyphens
 * for the rest. Percent-encode it in URLs. Idempotent.
 */
export function topicSlug(name: string): string {
  const slug = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}+#]+/gu, '-')
    .replace(/^-|-$/g, '');
  // A name without letters and digits still needs a slug.
  return slug || Buffer.from(name).toString('hex');
}
