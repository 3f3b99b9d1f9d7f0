/** The comment thread. */
export { ThreadScreen } from './thread-screen';
