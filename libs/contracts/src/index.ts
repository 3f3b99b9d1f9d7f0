/**
 * The contracts between the two services, the widget and API clients: limits, the JSON of the API, events, and the jobs on the queue.
 *
 * Glossary
 * - Site: a publisher's website, the tenant. The first column of every key.
 * - Page: what comments, reactions, shares and rewards belong to, identified by its site and key. The page of an article has the
 *   article's slug as its key.
 * - Thread: the comments of a page.
 * - Reader: the person who acts, as a guest or signed in through the site. Session: a reader's bearer token.
 * - Reaction: one reader's mark of one kind (such as `like`) on a page or comment.
 * - Share: a page that a reader passed on through a channel, with a short link of its own.
 * - Reward: a transfer of points from a reader's wallet to the account of a page, or to the wallet of a comment's author.
 * - Counter: a total that a page shows.
 * - Snapshot: the content service's copy of a page's counters and first comments. Announcement: the message that carries one.
 * - Event: a record of something that happened, for consumers.
 * - Staff: people with roles on sites. An `admin` changes settings and staff, a `moderator` decides about comments.
 * - Operator: the person or team who runs the services.
 */
export { unfitForOneLine } from './one-line';
export * from './limits';
export * from './guest-limits';
export * from './rate-limits';
export { isHttpUrl, parseUrl } from './http-url';
export * from './page-key';
export * from './problem';
export * from './api/counters';
export * from './api/embed-check';
export * from './api/comments';
export * from './api/exports';
export * from './api/imports';
export * from './api/ledger';
export * from './api/moderation';
export * from './api/moderation-log';
export * from './api/mail-reports';
export * from './api/notifications';
export * from './api/page-key';
export * from './api/pages';
export * from './api/people';
export * from './api/readers';
export * from './api/rewards';
export * from './api/search';
export * from './api/shares';
export * from './api/site-look';
export * from './api/sites';
export * from './api/staff';
export * from './api/webhooks';
export * from './api/queues';
export * from './api/articles';
export * from './events';
export * from './jobs';
export * from './page-snapshot';
export * from './site-settings';
export * from './page-state';
export {
  characterCount,
  hasAtMost,
  hasVisibleText,
  isPublicationTime,
  isStorable,
  PUBLICATION_RANGE,
  tooLong,
} from './text';
export { validationMessage } from './validation-messages';
export { WIDGET_LANGUAGES } from './widget-languages';
