/** What only readers who act need: loaded when one begins to. */
export { BarController } from './bar-controller';
export { signOut } from './sessions';
export { ThreadController } from './thread-controller';
