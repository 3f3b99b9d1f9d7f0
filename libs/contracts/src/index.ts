/**
 * What the two services, the widget and every client agree on: limits, the JSON of the API, the jobs on the queue.
 *
 * Glossary
 * - Site: a publisher's property, the tenant; leads every key.
 * - Page: what engagement gathers around, named by its site and its key. An article's page has the article's slug as key.
 * - Thread: a page's comments.
 * - Reader: whoever acts, guest or signed in by the site. Session: a reader's token.
 * - Reaction: a reader's mark of one kind on a page or comment.
 * - Share: a reader passing the page on through a channel.
 * - Reward: a transfer from a reader's wallet to the page's account.
 * - Counter: a total that a page shows.
 * - Snapshot: content's copy of a page's counters and first comments. Announcement: the message that carries one.
 * - Operator: who runs the services.
 */
export * from './limits';
export * from './rate-limits';
export * from './page-key';
export * from './problem';
export * from './api/counters';
export * from './api/embed-check';
export * from './api/comments';
export * from './api/ledger';
export * from './api/page-key';
export * from './api/pages';
export * from './api/readers';
export * from './api/rewards';
export * from './api/search';
export * from './api/shares';
export * from './api/sites';
export * from './api/articles';
export * from './events';
export * from './jobs';
export * from './page-snapshot';
export * from './page-state';
export { isStorable } from './text';
