import { createHash } from 'node:crypto';
import type { ContentSecurityPolicy } from '@afterword/platform';
import { pageStyles } from './pages';

interface Origins {
  contentUrl: string;
  engagementUrl: string;
}

const styleHash = createHash('sha256').update(pageStyles).digest('base64');

/**
 * Allows the inlined stylesheet (by hash), the widget and its data from engagement, and images over HTTPS. Nothing is `unsafe-inline`: no
 * page has inline scripts or style attributes.
 */
export function contentSecurityPolicy({ contentUrl, engagementUrl }: Origins): ContentSecurityPolicy {
  const https = contentUrl.startsWith('https:');
  return {
    defaultSrc: ["'none'"],
    scriptSrc: [engagementUrl],
    connectSrc: [engagementUrl],
    styleSrc: [`'sha256-${styleHash}'`],
    imgSrc: ["'self'", 'data:', 'https:', ...(https ? [] : ['http:'])],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'self'"],
    ...(https && { upgradeInsecureRequests: [] }),
  };
}
