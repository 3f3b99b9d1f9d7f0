/**
 * A topic's name as a part of an address, in any script: letters, digits and the signs that tell "C" from "C++" and "C#",
 * the rest is hyphens. Whoever writes it into an address percent-encodes it. A slug is its own slug.
 */
export function topicSlug(name: string): string {
  const slug = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}+#]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  // A name without any letter still has an address.
  return slug || Buffer.from(name).toString('hex');
}
