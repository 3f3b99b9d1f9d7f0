/** `npm run scale [-- installation|suites|faults]`: from a fresh clone to the table of what a scaled installation bore. */
import './node-version.mjs';

import('./scale-run.mjs').then(({ scaleRun }) => scaleRun(process.argv.slice(2)));
