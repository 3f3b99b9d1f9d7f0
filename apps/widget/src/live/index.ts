/** Code loaded after the first view: makes a thread interactive and follows the page's events. */
export { goLive } from './go-live';
export { LiveThread } from './live-thread';
export { ThreadLink } from './thread-link';
