import type { CheckFinding, EmbedCheck, EmbedCheckRequest, Site } from '@afterword/contracts';
import { CONFIG, DomainError, type ServiceConfig } from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { SsoService } from '../../readers';
import { SitesService } from '../../sites';
import { finding } from './finding';
import { isLocal, nearMisses, readOrigin } from './origin';
import { checkPolicy, policyLine } from './policy-check';
import { checkToken } from './token-check';

export interface AskedCheck extends EmbedCheckRequest {
  /** Origin at which the service was reached for this request; null if unknown. */
  reachedAt: string | null;
}

/**
 * Explains to a publisher what is wrong with their embed. It reveals no more than CORS headers do: whether a given origin is
 * listed. It never reveals a secret and makes no outgoing requests.
 */
@Injectable()
export class EmbedCheckService {
  constructor(
    private readonly sites: SitesService,
    private readonly sso: SsoService,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async check({ origin: written, site: siteId, csp, sso, reachedAt }: AskedCheck): Promise<EmbedCheck> {
    const { origin, findings: spelling } = readOrigin(written);
    const site = siteId === undefined ? null : await this.find(siteId);
    const service = this.config.engagementUrl;
    const findings = [
      ...spelling,
      ...(await this.checkListing(origin, siteId, site)),
      ...this.checkService(origin, reachedAt),
      // Needs the page's origin, because of 'self'.
      ...(csp === undefined || origin === null ? [] : checkPolicy({ csp, origin, service })),
      ...(sso === undefined || !site ? [] : await this.checkToken(site, sso)),
    ];
    return {
      ok: findings.every(({ level }) => level !== 'wrong'),
      origin,
      findings,
      snippet: this.snippet(siteId),
      policy: policyLine(service),
    };
  }

  /** The HTML to paste into a page. Without a `page` attribute the elements use the page's address. */
  snippet(siteId = 'YOUR-SITE'): string {
    return [
      `<script type="module" src="${this.config.engagementUrl}/embed.js"></script>`,
      `<afterword-bar site="${siteId}"></afterword-bar>`,
      `<afterword-thread site="${siteId}"></afterword-thread>`,
    ].join('\n');
  }

  private async find(siteId: string): Promise<Site | null> {
    try {
      return await this.sites.get(siteId);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'site-not-found') return null;
      throw error;
    }
  }

  private async checkListing(origin: string | null, siteId: string | undefined, site: Site | null) {
    if (siteId !== undefined && !site) return [finding('site-unknown', `The site “${siteId}” doesn’t exist.`)];
    const notNamed = 'Enter the site as well: without it, the check only tells whether any site allows the origin.';
    const unnamed = site ? [] : [finding('site-not-named', notNamed)];
    if (origin === null) return unnamed;
    const isListed = (one: string) => (site ? site.origins.includes(one) : this.sites.anyHasOrigin(one));
    const who = site ? `The site “${site.id}”` : 'A site';
    if (await isListed(origin)) return [finding('origin-listed', `${who} allows ${origin}.`), ...unnamed];
    return [await this.explainUnlisted(origin, site, isListed), ...unnamed];
  }

  private async explainUnlisted(
    origin: string,
    site: Site | null,
    isListed: (origin: string) => boolean | Promise<boolean>,
  ): Promise<CheckFinding> {
    const how = `To allow it, run: npx afterword sites ensure ${site?.id ?? 'YOUR-SITE'} --origin ${origin}`;
    for (const near of nearMisses(origin)) {
      if (await isListed(near)) {
        return finding(
          'origin-near-miss',
          `${near} is allowed, but to a browser ${origin} is a different origin. ${how}`,
        );
      }
    }
    return finding(
      'origin-not-listed',
      `${site ? `The site “${site.id}” does not allow` : 'No site allows'} ${origin}. ${how}`,
    );
  }

  private checkService(origin: string | null, reachedAt: string | null): CheckFinding[] {
    const { engagementUrl: service } = this.config;
    const findings: CheckFinding[] = [];
    if (origin !== null && isLocal(service) && !isLocal(origin)) {
      const message = `ENGAGEMENT_URL is ${service}: only this machine can reach it. Set it to the service’s public address.`;
      findings.push(finding('service-local', message));
    } else if (origin?.startsWith('https:') && service.startsWith('http:') && !isLocal(service)) {
      const message = `Your page is https, ENGAGEMENT_URL is ${service}: browsers block that as mixed content. Serve Afterword over https.`;
      findings.push(finding('service-mixed-content', message));
    } else {
      findings.push(finding('service-reachable', `The service’s address is ${service}.`));
    }
    if (reachedAt !== null && isElsewhere(reachedAt, service)) {
      const message = `You reached this service at ${reachedAt}, but ENGAGEMENT_URL is ${service}: short links and the snippet use that.`;
      findings.push(finding('service-other-address', message));
    }
    return findings;
  }

  private async checkToken(site: Site, token: string): Promise<CheckFinding[]> {
    const secrets = await this.sites.ssoSecrets(site.id);
    const findings = checkToken({ token, siteId: site.id, secrets, now: new Date() });
    // The sign-in itself decides; the findings only explain.
    const refusal = await this.sso.verify(site, token).then(
      () => null,
      (error: unknown) => {
        if (error instanceof DomainError) return error;
        throw error;
      },
    );
    if (refusal === null) return [finding('token-accepted', 'The token is valid.'), ...findings];
    const explained = findings.some(({ level }) => level === 'wrong');
    return explained ? findings : [...findings, finding('token-refused', refusal.message)];
  }
}

/** Compares hosts, and schemes one way only: an untrusted proxy may terminate https, so http against a configured https is no mismatch. */
function isElsewhere(reachedAt: string, service: string): boolean {
  const [reached, own] = [new URL(reachedAt), new URL(service)];
  return reached.host !== own.host || (reached.protocol === 'https:' && own.protocol === 'http:');
}
