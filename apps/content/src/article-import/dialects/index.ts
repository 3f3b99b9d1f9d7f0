export type { Dialect } from './dialect';
export { DIALECT_NAMES, type DialectName, DIALECTS } from './dialects';
export { translate } from './translate';
