/** Query parameters that track where a visitor came from and do not change the page. A trailing star matches any rest of a name. */
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

/**
 * Returns the canonical form of a page key. An http(s) URL loses the parts that do not change the page: credentials, fragment, tracking
 * parameters, default port, trailing slash, and upper case in the host. So `https://x.example/a` and
 * `HTTPS://X.example:443/a/?utm_source=y#z` are one page. Any other key is returned unchanged.
 */
export function normalisePageKey(key: string): string {
  if (!/^https?:\/\//i.test(key) || !URL.canParse(key)) return key;
  const url = new URL(key);
  url.hash = '';
  for (const name of [...url.searchParams.keys()]) if (isTracking(name.toLowerCase())) url.searchParams.delete(name);
  const path = url.pathname.replace(/\/+$/, '');
  return url.origin + path + url.search;
}
