/** The bar and the thread: components that content's server renders and the widget brings to life. */
import './elements';
export { Bar, type BarActions, type BarPanel } from './bar';
export { type CommentActions, type CommentView } from './comment';
export { Composer } from './composer';
export { formatCount } from './format';
export { english, type FailureKind, type Messages } from './messages';
export { Notice } from './notice';
export {
  COMMENT_MAX_LENGTH,
  type EmbeddedState,
  ServerBar,
  type ServerBarProps,
  ServerThread,
  type ServerThreadProps,
} from './server';
export { uiStyles } from './styles';
export { Thread, type ThreadData } from './thread';
