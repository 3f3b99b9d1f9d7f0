/** `npm run upgrade -- <commit>`: an earlier version serves, its data are migrated under load, this version takes over. */
import './node-version.mjs';

import('./upgrade-run.mjs').then(({ upgradeRun }) => upgradeRun(process.argv.slice(2)));
