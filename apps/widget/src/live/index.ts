/** What comes after the first view: what makes a thread more than read, and what others do on a page. */
export { watchPage } from './watch-page';
export { LiveThread } from './live-thread';
