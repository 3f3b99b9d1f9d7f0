import { createHash } from 'node:crypto';
import { basePathOf, type ContentSecurityPolicy, type ServiceConfig } from '@afterword/platform';
import { publicationOf } from './pages';

/**
 * Allows the inlined stylesheet (by hash), the widget and its data from engagement, and images over HTTPS. Nothing is `unsafe-inline`: no
 * page has inline scripts or style attributes.
 */
export function contentSecurityPolicy(
  config: Pick<ServiceConfig, 'contentUrl' | 'engagementUrl' | 'themeFolder'>,
): ContentSecurityPolicy {
  const { contentUrl, engagementUrl } = config;
  const styleHash = createHash('sha256').update(publicationOf(config).styles).digest('base64');
  // A path without a slash at the end stands for itself alone.
  const engagement = basePathOf(engagementUrl) === '' ? engagementUrl : `${engagementUrl}/`;
  const https = contentUrl.startsWith('https:');
  return {
    defaultSrc: ["'none'"],
    scriptSrc: [engagement],
    connectSrc: [engagement],
    styleSrc: [`'sha256-${styleHash}'`],
    imgSrc: ["'self'", 'data:', 'https:', ...(https ? [] : ['http:'])],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'self'"],
    ...(https && { upgradeInsecureRequests: [] }),
  };
}
