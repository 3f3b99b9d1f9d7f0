#!/usr/bin/env node
/** `npx afterword …`: the command line, from a fresh clone as well. */
import './node-version.mjs';

import('./run-afterword.mjs').then(({ runAfterword }) => runAfterword(process.argv.slice(2)));
