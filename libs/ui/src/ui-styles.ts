import { baseStyles } from './base-styles';
import { composerStyles } from './composer-styles';
import { plainStyles } from './plain-styles';
import { threadStyles } from './thread-styles';

/** All that a page needs which the server rendered. */
export const uiStyles = baseStyles + threadStyles + composerStyles + plainStyles;
