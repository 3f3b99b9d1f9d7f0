import { parseUrl } from '@afterword/contracts';
import type { Step } from './step';

const HREF = /<a href="([^"]*)"/g;

/** The hosts that a rendered comment links to, in lower case. Links without a host, such as mailto, have an empty one. */
const hostsIn = (html: string): string[] =>
  Array.from(html.matchAll(HREF), ([, href = '']) => parseUrl(href.replace(/&amp;/g, '&'))?.hostname ?? '');

/** Whether a host is in the list, or a subdomain of one that is. */
function isListed(host: string, list: readonly string[]): boolean {
  const name = host.replace(/\.$/, '');
  return list.some((listed) => name === listed || name.endsWith(`.${listed}`));
}

/** Links: hosts that are never taken, and how many others a comment may have. */
export const links: Step = {
  name: 'links',
  fails: 'closed',
  isOn: ({ maxLinks, blockedHosts }) => maxLinks !== null || blockedHosts.length > 0,
  check: ({ site, html }) => {
    const { maxLinks, allowedHosts, blockedHosts } = site.moderation;
    const hosts = hostsIn(html);
    const blocked = hosts.filter((host) => isListed(host, blockedHosts));
    if (blocked.length > 0) {
      return {
        verdict: 'reject',
        reason: 'The comment links to a site that is not allowed here.',
        code: 'blocked-host',
        matches: blocked,
      };
    }
    // Its own pages too: a quote of an article leads back to it.
    const own = site.origins.map((origin) => new URL(origin).hostname);
    const counted = hosts.filter((host) => !isListed(host, allowedHosts) && !own.includes(host));
    if (maxLinks === null || counted.length <= maxLinks) return null;
    const reason = `The comment has ${counted.length} links; up to ${maxLinks} are published without review.`;
    return {
      verdict: 'hold',
      reason,
      code: 'many-links',
      values: { count: counted.length, most: maxLinks },
      matches: counted,
    };
  },
};
