/** `npm run bench [-- --quick]`: from a fresh clone to the table of figures. */
import './node-version.mjs';

import('./bench-run.mjs').then(({ benchRun }) => benchRun(process.argv.slice(2)));
