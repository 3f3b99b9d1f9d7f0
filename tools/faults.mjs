/** `npm run faults [-- faults|histories]`: from a fresh clone to the table of faults and what each of them cost. */
import './node-version.mjs';

import('./faults-run.mjs').then(({ faultsRun }) => faultsRun(process.argv.slice(2)));
