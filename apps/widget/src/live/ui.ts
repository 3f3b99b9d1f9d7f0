/** The parts of libs/ui that are needed after the first view; see thread/ui.ts. */
export { Composer } from '../../../../libs/ui/src/composer';
export { composerStyles } from '../../../../libs/ui/src/composer-styles';
export { liveMessages } from '../../../../libs/ui/src/live-messages';
export { liveStyles } from '../../../../libs/ui/src/live-styles';
export { addWords } from '../../../../libs/ui/src/words';
