/** The parts of libs/ui that only writing needs; see thread/ui.ts. */
export { Composer, isBlank, isNearLimit } from '../../../../libs/ui/src/composer';
export { composerStyles } from '../../../../libs/ui/src/composer-styles';
