/** The parts of libs/ui that are needed after the first view; see thread/ui.ts. */
export { isBlank, isNearLimit } from '../../../../libs/ui/src/characters';
export { formatDay } from '../../../../libs/ui/src/full-formats';
export { Composer } from '../../../../libs/ui/src/composer';
export { threadControls, repliesBelow } from '../../../../libs/ui/src/thread-controls';
export { composerStyles } from '../../../../libs/ui/src/composer-styles';
export { liveStyles } from '../../../../libs/ui/src/live-styles';
