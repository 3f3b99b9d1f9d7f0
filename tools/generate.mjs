/**
 * Writes the generated files: the client's types, from the services' OpenAPI documents, and a dump of each service's schema, from
 * its migrations. With `--check` nothing is written, and a file that is not up to date is an error.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { build } from './build.mjs';
import { generateClientTypes } from './generate-client-types.mjs';
import { generateSchemas } from './generate-schemas.mjs';
import { root } from './root.mjs';

await build();
const isCheck = process.argv.includes('--check');
const stale = [];

for (const { file, text } of [...(await generateClientTypes()), ...(await generateSchemas())]) {
  if ((await readFile(file, 'utf8').catch(() => '')) === text) continue;
  stale.push(relative(root, file));
  if (!isCheck) await writeFile(file, text);
}

if (isCheck && stale.length > 0) {
  console.error(`Not up to date: ${stale.join(', ')}. Run npm run generate, review the difference and commit it.`);
  process.exitCode = 1;
}
