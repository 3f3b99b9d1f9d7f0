/** `npm test [-- jest arguments]`: from a fresh clone to tested, with whatever the specs need brought in where that is possible. */
import './node-version.mjs';

import('./test-run.mjs').then(({ testRun }) => testRun(process.argv.slice(2)));
