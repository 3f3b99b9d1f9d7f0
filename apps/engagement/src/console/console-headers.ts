/**
 * The security headers of the console's page. Its script and style come from its own files, nothing is inline, and only the console's
 * own code turns text into HTML (`trusted-types`). Pictures are those of readers, from any host with https.
 */
export function consoleHeaders(engagementUrl: string): Record<string, string> {
  const own = new URL(engagementUrl).origin;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    `img-src 'self' data: https: ${own}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types afterword-console',
  ];
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy':
      'camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self), publickey-credentials-create=(self)',
  };
}
