/** Code for a reader's actions, which comes with a live thread. */
export { BarController } from './bar-controller';
export { hostSignsOut } from './sessions';
export { ThreadController } from './thread-controller';
