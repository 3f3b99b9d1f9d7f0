/**
 * `npm run -s sbom`: the bill of materials of the product as CycloneDX JSON, from the lock file. `npm sbom --omit dev` (npm 11.19) leaves out packages
 * that development uses, too, in another version; so all are listed, and those of development alone are taken out by the lock file.
 */
import './node-version.mjs';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './root.mjs';

const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
const { stdout } = await promisify(execFile)('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
  cwd: root,
  maxBuffer: 64 * 1024 * 1024,
});
const bill = JSON.parse(stdout);
const ofProduct = new Set(
  Object.entries(packages)
    .filter(([path, { dev }]) => path.includes('node_modules/') && !dev)
    .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`),
);
const kept = bill.components.filter(({ name, version }) => ofProduct.has(`${name}@${version}`));
const refs = new Set([bill.metadata.component['bom-ref'], ...kept.map((one) => one['bom-ref'])]);
const dependencies = bill.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
console.log(JSON.stringify({ ...bill, components: kept, dependencies }, null, 2));
