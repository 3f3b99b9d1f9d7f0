/** Installs the dependencies when what is in node_modules is not what the lockfile asks for. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMain, root } from './root.mjs';
import { fail, run } from './run.mjs';

/** Running needs no development packages; testing does. */
export async function ensureInstalled({ development = false } = {}) {
  if (await isInstalled({ development })) return;
  console.error('Installing the dependencies with npm ci …');
  const code = await npm(['ci', '--loglevel=error', ...(development ? ['--include=dev'] : [])]);
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`);
}

/**
 * npm writes what it has installed beside it, in the lockfile's own format. Comparing the two is exact where comparing
 * their dates is not: a checkout touches the one, an interrupted install removes the other.
 */
async function isInstalled({ development }) {
  const wanted = await packagesIn('package-lock.json');
  const installed = await packagesIn('node_modules/.package-lock.json').catch(() => ({}));
  return Object.entries(wanted).every(([path, { version, dev, optional, devOptional }]) => {
    if (path === '' || optional || ((dev || devOptional) && !development)) return true;
    return installed[path]?.version === version;
  });
}

async function packagesIn(lockfile) {
  return JSON.parse(await readFile(join(root, lockfile), 'utf8')).packages;
}

/** Below npm or npx this is their npm; the name on the PATH otherwise. Its words go to stderr: stdout is the command's. */
function npm(args) {
  const parent = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', process.stderr, process.stderr] };
  return parent && basename(parent) === 'npm-cli.js'
    ? run(process.execPath, [parent, ...args], options)
    : run('npm', args, options);
}

if (isMain(import.meta.url)) await ensureInstalled({ development: true }).catch(fail);
