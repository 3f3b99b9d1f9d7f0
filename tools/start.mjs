/** `npm start`: from a fresh clone to a running Afterword. */
import './node-version.mjs';

import('./run-afterword.mjs').then(({ runAfterword }) => runAfterword(['start', ...process.argv.slice(2)]));
