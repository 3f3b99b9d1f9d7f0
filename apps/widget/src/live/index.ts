/** Code loaded after the first view: makes a thread interactive and follows the page's events. */
export { watchPage } from './watch-page';
export { LiveThread } from './live-thread';
