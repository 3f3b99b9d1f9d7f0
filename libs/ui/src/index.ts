/** Server-side rendering of the bar and the thread. The widget imports the components directly. */
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
export { ReactionPeopleList, type ReactionPeopleProps, SupporterNames, type SupporterNamesProps } from './people';
export { wordsIn } from './server-words';
export { ServerBar, type ServerBarProps, ServerThread, type ServerThreadProps } from './server';
export { uiStyles } from './ui-styles';
