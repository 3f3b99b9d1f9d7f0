/** Parameters that say where a visitor came from, not what is shown. Names or, with a star, beginnings of names. */
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
 * The one form of a page's key. A key that is an http(s) URL loses what does not change the page: fragment, tracking
 * parameters, default port, trailing slash, upper case in the host; so `https://x.example/a` and `HTTPS://X.example:443/a/?utm_source=y#z`
 * are one page. Any other key is what the publisher says, as it is.
 */
export function normalisePageKey(key: string): string {
  if (!/^https?:\/\//i.test(key) || !URL.canParse(key)) return key;
  const url = new URL(key);
  url.hash = '';
  for (const name of [...url.searchParams.keys()]) if (isTracking(name.toLowerCase())) url.searchParams.delete(name);
  const path = url.pathname.replace(/\/+$/, '');
  return url.origin + path + url.search;
}
