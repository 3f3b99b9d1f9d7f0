import { Initial1764000000000 } from './0001-initial';

/** Oldest first. Append only: what has run somewhere is never edited. */
export const migrations = [Initial1764000000000];
