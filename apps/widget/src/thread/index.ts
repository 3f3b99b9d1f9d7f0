/** The comments: loaded when a thread is near the viewport. */
export { ThreadScreen } from './thread-screen';
