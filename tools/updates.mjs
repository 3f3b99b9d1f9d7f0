/**
 * `npm run updates`: lists the packages of package.json that are behind the registry, how far, and since when. For whoever reviews
 * updates; CI does not ask the registry.
 */
import './node-version.mjs';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './root.mjs';

const DAY_MS = 86_400_000;
const run = promisify(execFile);

/** What npm prints. It ends with 1 where something is behind. */
async function npm(...args) {
  const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run('npm', args, options).catch((error) => {
    if (error.stdout) return error;
    throw error;
  });
  return stdout ? JSON.parse(stdout) : {};
}

const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const behind = Object.entries(await npm('outdated', '--json')).filter(([, { current }]) => current !== undefined);
const rows = await Promise.all(
  behind.map(async ([name, { current, wanted, latest }]) => {
    const times = await npm('view', name, 'time', '--json');
    const days = Math.floor((Date.now() - Date.parse(times[latest])) / DAY_MS);
    const [major] = current.split('.');
    const step = latest.split('.')[0] !== major ? 'major' : wanted === latest ? 'within range' : 'beyond range';
    const use = name in dependencies ? 'product' : 'development';
    return { name, current, latest, step, days, use };
  }),
);
rows.sort((one, other) => one.use.localeCompare(other.use) * -1 || other.days - one.days);
if (rows.length === 0) console.log('Every package is the newest.');
for (const { name, current, latest, step, days, use } of rows)
  console.log(`${name} ${current} → ${latest} (${step}), out for ${days} days, ${use}`);
