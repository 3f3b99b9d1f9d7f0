/**
 * What of libs/ui every element shows, past its index: a bundler divides files between chunks, and the index would bring along
 * the thread as well (see thread/ui.ts).
 */
export { Bar, type BarPanel } from '../../../libs/ui/src/bar';
export { baseStyles } from '../../../libs/ui/src/base-styles';
export { formatCount } from '../../../libs/ui/src/format';
export { lengths } from '../../../libs/ui/src/lengths';
export { UI_LIMITS, type UiLimits } from '../../../libs/ui/src/limits';
export { chooseLanguage } from '../../../libs/ui/src/languages';
export { Notice } from '../../../libs/ui/src/notice';
export type { EmbeddedState } from '../../../libs/ui/src/server';
export { addWords, type LanguageFile, Words } from '../../../libs/ui/src/words';
