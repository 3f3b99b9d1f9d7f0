import { actingMessages } from '../../../../libs/ui/src/acting-messages';
import { addWords } from '../ui';

addWords(actingMessages);

/** What only readers who act need: loaded when one begins to. */
export { BarDesk } from './bar-desk';
export { ThreadDesk } from './thread-desk';
