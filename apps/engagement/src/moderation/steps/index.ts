import { akismet } from './akismet';
import { bursts } from './bursts';
import { external } from './external';
import { language } from './language';
import { links } from './links';
import { mode } from './mode';
import { newReader } from './new-reader';
import { pageAge } from './page-age';
import { repeats } from './repeats';
import { shape } from './shape';
import { spamFilter } from './spam-filter';
import type { Step } from './step';
import { blockedWords, heldWords } from './words';

export type { Draft, DraftFacts, Finding, Step } from './step';

/** The steps of the pipeline in their order: those that reject first, then those that need no question to the database;
 * what goes over the network is last. */
export const STEPS: readonly Step[] = [
  pageAge,
  mode,
  blockedWords,
  shape,
  links,
  heldWords,
  language,
  newReader,
  bursts,
  repeats,
  spamFilter,
  akismet,
  external,
];
