/** What only readers who act need: loaded when one begins to. */
export { BarDesk } from './bar-desk';
export { signOut } from './sessions';
export { ThreadDesk } from './thread-desk';
