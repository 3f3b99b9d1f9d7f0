/** Code for a reader's actions, loaded on the first interaction. */
export { BarController } from './bar-controller';
export { signOut } from './sessions';
export { ThreadController } from './thread-controller';
