/**
 * The parts of libs/ui that every element needs. Imported past its index: the bundler assigns whole files to chunks, and the
 * index would pull the thread into the first one (see thread/ui.ts).
 */
export { Bar, type BarPanel } from '../../../libs/ui/src/bar';
export { baseStyles } from '../../../libs/ui/src/base-styles';
export { formatAge, formatCount } from '../../../libs/ui/src/format';
export { Icon, ShareIcon } from '../../../libs/ui/src/icons';
export { lengths } from '../../../libs/ui/src/lengths';
export { UI_LIMITS, type UiLimits } from '../../../libs/ui/src/limits';
export { chooseLanguage } from '../../../libs/ui/src/languages';
export { Notice } from '../../../libs/ui/src/notice';
export type { EmbeddedState } from '../../../libs/ui/src/server';
export { addWords, type LanguageFile, type WordKey, Words } from '../../../libs/ui/src/words';
