/** `npm run check:image` for the Dockerfile: the linter is a library, this prints what it finds. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import dockerfileUtils from 'dockerfile-utils';
import { root } from './root.mjs';

const problems = dockerfileUtils.validate(await readFile(join(root, 'Dockerfile'), 'utf8'));
for (const { range, message } of problems) console.error(`Dockerfile:${range.start.line + 1}: ${message}`);
process.exitCode = problems.length > 0 ? 1 : 0;
