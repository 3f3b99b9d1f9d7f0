import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { pageStyles } from './layout';

/** A page as a complete document. */
export const renderPage = <Props>(page: VNode<Props>): string => `<!doctype html>${render(page as VNode)}`;

const styleHash = createHash('sha256').update(pageStyles).digest('base64');

/**
 * What a page may load: its own inlined stylesheet (by hash), the widget and its data from engagement, pictures from
 * anywhere over HTTPS. `style-src-attr` is for the colour of an avatar, which is a custom property.
 */
export function securityHeaders({ contentUrl, engagementUrl }: { contentUrl: string; engagementUrl: string }) {
  const https = contentUrl.startsWith('https:');
  const policy = [
    "default-src 'none'",
    `script-src ${engagementUrl}`,
    `connect-src ${engagementUrl}`,
    `style-src 'sha256-${styleHash}'`,
    "style-src-attr 'unsafe-inline'",
    `img-src 'self' data: https:${https ? '' : ' http:'}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
  return {
    'content-security-policy': policy,
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}
