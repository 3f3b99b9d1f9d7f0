/** Code for a reader's actions, loaded on the first interaction. */
export { BarController } from './bar-controller';
export { hostSignsOut } from './sessions';
export { ThreadController } from './thread-controller';
