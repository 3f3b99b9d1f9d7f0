/** Code loaded after the first view: makes a thread interactive, follows the page's events, does what readers ask for, and finds out why the service cannot be read. */
export { goLive } from './go-live';
export { LiveThread } from './live-thread';
export { ThreadLink } from './thread-link';
export { whyNotAllowed } from './why-not-allowed';
export * from '../actions';
