/** The bar and the thread, as content's server renders them. The widget imports the components themselves. */
import './elements';
export { formatCount } from './format';
export {
  PlainComposer,
  PlainConversation,
  PlainThread,
  type PlainAddresses,
  type PlainForm,
  TRAP_FIELD,
} from './plain';
export { ServerBar, type ServerBarProps, ServerThread, type ServerThreadProps } from './server';
export { uiStyles } from './ui-styles';
