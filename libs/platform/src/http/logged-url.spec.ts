import { loggedUrl } from './logged-url';

describe('an address in a log', () => {
  it.each([
    [
      '/v1/sites/demo/pages/story/comments',
      '/v1/sites/:site/pages/:page/comments',
      '/v1/sites/demo/pages/story/comments',
    ],
    ['/mail/staff/secret-secret', '/mail/staff/:token', '/mail/staff/…'],
    ['/mail/unsubscribe/secret?language=de', '/mail/:purpose/:token', '/mail/…/…?language=…'],
    ['/v1/search?q=my+illness&limit=3', '/v1/search', '/v1/search?q=…&limit=…'],
    ['/health/ready', '/health/ready', '/health/ready'],
    // No route: anything may be in there.
    ['/mail/staff/awl_0123456789abcdef/', undefined, '/mail/staff/…/'],
    ['/x?awl_0123456789=1&%E2=2', undefined, '/x?awl_0123456789=…&…'],
    // A route with a wildcard has nothing to name its parts with.
    ['/assets/a/b', '/assets/*', '/assets/…/…'],
  ])('of %s by the route %s is %s', (url, template, logged) => {
    expect(loggedUrl(url, template)).toBe(logged);
  });
});
