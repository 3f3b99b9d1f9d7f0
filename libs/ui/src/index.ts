/** The bar and the thread, as content's server renders them. The widget imports the components themselves. */
import './elements';
export { formatCount } from './format';
export { ServerBar, type ServerBarProps, ServerThread, type ServerThreadProps } from './server';
export { uiStyles } from './ui-styles';
