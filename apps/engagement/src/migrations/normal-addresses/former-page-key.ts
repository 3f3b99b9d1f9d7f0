import { parseUrl } from '@afterword/contracts';

/** What migration 0021 finds in the database: page keys as they were made until then. Of use to nothing else. */
const TRACKING_PARAMETERS = [
  ...[
    'utm_*',
    'mtm_*',
    'pk_*',
    'hsa_*',
    'mc_cid',
    'mc_eid',
    '_hsenc',
    '_hsmi',
    '_ga',
    '_gl',
    'gclid',
    'gclsrc',
    'dclid',
  ],
  ...['gbraid', 'wbraid', 'fbclid', 'igshid', 'msclkid', 'twclid', 'ttclid', 'yclid', 'li_fat_id', 'oly_anon_id'],
  ...['oly_enc_id', 'vero_id', 'wickedid', 'mkt_tok', 's_cid'],
];

const isTracking = (name: string) =>
  TRACKING_PARAMETERS.some((rule) => (rule.endsWith('*') ? name.startsWith(rule.slice(0, -1)) : name === rule));

/** A query that named a tracking parameter was parsed and written again, which changed the rest of it. */
export function formerPageKey(key: string): string {
  const url = /^https?:\/\//i.test(key) ? parseUrl(key) : null;
  if (!url) return key;
  url.hash = '';
  for (const name of [...url.searchParams.keys()]) if (isTracking(name.toLowerCase())) url.searchParams.delete(name);
  let path = url.pathname;
  while (path.endsWith('/')) path = path.slice(0, -1);
  return url.origin + path + url.search;
}

/** The key that an address had where it came with a tracking parameter; null where that lost what the address says. */
export function formerKeyWithTracking(key: string): string | null {
  const rewritten = formerPageKey(`${key}${key.includes('?') ? '&' : '?'}utm_source=x`);
  return rewritten.includes('%EF%BF%BD') ? null : rewritten;
}

/** How a query may have been written before it was written again: spaces as `%20`, and names without `=`. */
export function spellingsBefore(key: string): string[] {
  const at = key.indexOf('?') + 1;
  if (at === 0) return [];
  const [address, query] = [key.slice(0, at), key.slice(at)];
  const withSpaces = (text: string) => text.replaceAll('+', '%20');
  const withoutEquals = (text: string) => text.replaceAll(/=(?=&|$)/g, '');
  const spellings = [withSpaces(query), withoutEquals(query), withSpaces(withoutEquals(query))];
  return [...new Set(spellings)].filter((one) => one !== query).map((one) => address + one);
}
