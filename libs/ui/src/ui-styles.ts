import { baseStyles } from './base-styles';
import { composerStyles } from './composer-styles';
import { liveStyles } from './live-styles';
import { plainStyles } from './plain-styles';
import { threadStyles } from './thread-styles';

/** All styles of a server-rendered page. */
export const uiStyles = baseStyles + threadStyles + liveStyles + composerStyles + plainStyles;
