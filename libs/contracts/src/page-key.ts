import { isHttpUrl, readableUrl } from './http-url';
import { LIMITS } from './limits';

/**
 * Query parameters that say where a visitor came from and do not change the page, in lower case: those of the big advertising, mail and
 * analytics services that browsers strip too. A name that some sites use for something else (`ref`, `source`, `id`) is not one.
 */
const TRACKING_PARAMETERS = new Set([
  // Google
  ...['_ga', '_gac', '_gl', 'dclid', 'gad_campaignid', 'gad_source', 'gbraid', 'gclid', 'gclsrc', 'srsltid', 'wbraid'],
  // Facebook, Instagram, Threads, X, TikTok, LinkedIn, Pinterest, Reddit, Snapchat
  ...['fbclid', 'fb_action_ids', 'fb_action_types', 'fb_ref', 'fb_source', '__tn__', 'igsh', 'igshid', 'mibextid'],
  ...['xmt', 'twclid', '__twitter_impression', 'ttclid', 'li_fat_id', 'epik', 'rdt_cid', 'sccid', 'sc_cid'],
  // Microsoft, Yandex, Adobe, Marketo, Branch, Yahoo
  ...['msclkid', 'yclid', 'ymclid', 'ysclid', '_openstat', 's_cid', 's_kwcid', 'ef_id', 'mkt_tok'],
  ...['_branch_match_id', '_branch_referrer', 'guccounter', 'guce_referrer', 'guce_referrer_sig'],
  // Mail: HubSpot, Mailchimp, Klaviyo, Drip, MailerLite, Omeda, Vero, beehiiv, ConvertKit, Salesforce, Dotdigital
  ...['__hsfp', '__hssc', '__hstc', '_hsenc', '_hsmi', 'hsctatracking', 'mc_cid', 'mc_eid', '_ke', '_kx', '__s'],
  ...['ml_subscriber', 'ml_subscriber_hash', 'oly_anon_id', 'oly_enc_id', 'vero_conv', 'vero_id', '_bhlid', 'bbeml'],
  ...['ck_subscriber_id', 'sfmc_id', 'et_rid', 'dm_i'],
  // Advertising networks: Taboola, Outbrain, Impact, ShareASale, and others that name a click
  ...['tblci', 'dicbo', 'obclickid', 'oborigurl', 'irclickid', 'irgwc', 'sscid', 'rb_clickid', 'wickedid'],
  ...['unicorn_click_id', 'vgo_ee'],
  // Analytics: Piano, Comscore, Mapp
  ...['at_campaign', 'at_campaign_type', 'at_medium', 'xtor', 'ns_campaign', 'ns_fee', 'ns_linkname', 'ns_mchannel'],
  ...['ns_source', 'wt_mc', 'wt_zmc'],
]);

const TRACKING_PREFIXES = ['utm_', 'mtm_', 'matomo_', 'pk_', 'piwik_', 'hsa_', 'bsft_', 'oft_', '__cft__'];

function isTracking(name: string): boolean {
  const lowerCase = name.toLowerCase();
  return TRACKING_PARAMETERS.has(lowerCase) || TRACKING_PREFIXES.some((prefix) => lowerCase.startsWith(prefix));
}

/** Letters, digits, `-`, `.`, `_` and `~` (RFC 3986, 2.3): encoded or not, they mean the same. */
const UNRESERVED = /[\w.~-]/;
const HEX_DIGIT = /[\da-f]/i;

/** Case and needless encoding of octets (RFC 3986, 6.2.2). Nothing else changes, and nothing changes its meaning. */
function normaliseOctets(text: string): string {
  return text.replace(/%([\da-f]{2})/gi, (octet, digits: string, offset: number) => {
    const character = String.fromCharCode(Number.parseInt(digits, 16));
    if (!UNRESERVED.test(character)) return octet.toUpperCase();
    // Behind a `%` that encodes nothing, a decoded digit would become part of another octet.
    const before = text.slice(Math.max(0, offset - 2), offset);
    const wouldJoin = HEX_DIGIT.test(character) && (before.endsWith('%') || /^%[\da-f]$/i.test(before));
    return wouldJoin ? octet.toUpperCase() : character;
  });
}

/** The parameters that are left keep their order and their text: parsing and writing them again would change it. */
function withoutTracking(query: string): string {
  const kept = query.split('&').filter((parameter) => !isTracking(parameter.split('=', 1)[0] ?? ''));
  return kept.join('&');
}

/** A loop, since a pattern for the end of a text looks from each of many slashes. */
function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

/**
 * Returns the canonical form of a page key. An http(s) URL loses the parts that do not change the page (credentials, fragment, tracking
 * parameters, trailing slashes) and is normalized as RFC 3986, 6.2.2 says (scheme, host and octets in one case, default port, dot segments,
 * needless encoding). So `https://x.example/a~b` and `HTTPS://X.example:443/a%7eb/?utm_source=y#z` are one page. The rest of the query
 * stays as it is, in its order. A URL of more than `LIMITS.pageUrlBytes` characters is kept with its letters decoded, so that a long
 * address in any script can be stored. Any other key is returned unchanged.
 */
export function normalisePageKey(key: string): string {
  if (!isHttpUrl(key)) return key;
  const url = new URL(key);
  const path = withoutTrailingSlashes(normaliseOctets(url.pathname));
  const query = withoutTracking(normaliseOctets(url.search.slice(1)));
  const normal = `${url.origin}${path}${query === '' ? '' : `?${query}`}`;
  return normal.length > LIMITS.pageUrlBytes ? readableUrl(normal) : normal;
}
