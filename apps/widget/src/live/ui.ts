/** What of libs/ui only who writes needs; see thread/ui.ts. */
export { Composer } from '../../../../libs/ui/src/composer';
export { composerStyles } from '../../../../libs/ui/src/composer-styles';
