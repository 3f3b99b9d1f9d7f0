/** Code loaded after the first view: makes a thread interactive, follows the page's events, and does what readers ask for. */
export { goLive } from './go-live';
export { LiveThread } from './live-thread';
export { ThreadLink } from './thread-link';
export * from '../actions';
