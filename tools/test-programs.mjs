/** The programs that some specs drive: looked for, installed with apt-get where that may be done, or their specs skipped. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './root.mjs';

const exec = promisify(execFile);

const programs = [
  { names: ['redis-server'], packages: ['redis-server'], specs: 'the specs of the Redis backend' },
  {
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    packages: ['chromium', 'fonts-liberation'],
    specs: 'the browser specs',
  },
  { names: ['docker', 'buildah'], packages: ['buildah', 'fuse-overlayfs', 'debootstrap'], specs: 'the image spec' },
];

/** Makes a stand-in for the official Node image where there is no registry to pull it from; lies beside a clone made for CI. */
const baseImageScript = join(root, '../shared/tools/base-image.sh');

/** With CI=true a missing program is an error: a run that silently skips would look like one that passed. */
export async function ensurePrograms() {
  let missing = await missingPrograms();
  if (missing.length > 0 && (await canInstall())) {
    await install(missing.flatMap(({ packages }) => packages));
    missing = await missingPrograms();
  }
  if (missing.length > 0) skip(missing.map(({ names, specs }) => `no ${names.join(' or ')}: ${specs}`).join('; '));
  if (!(await isUsable('docker')) && (await hasProgram('buildah'))) await ensureBaseImage();
}

function skip(reason) {
  if (process.env.CI === 'true') throw new Error(`CI=true, but ${reason} cannot run`);
  console.error(`Skipped, ${reason}.`);
}

async function missingPrograms() {
  const found = await Promise.all(programs.map(({ names }) => Promise.all(names.map(isUsable))));
  return programs.filter((_, index) => !found[index].includes(true));
}

/** A docker without its engine is no use. */
function isUsable(name) {
  return name === 'docker' ? succeeds('docker', ['info']) : hasProgram(name);
}

function hasProgram(name) {
  return succeeds('sh', ['-c', 'command -v "$0"', name]);
}

async function canInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && (await hasProgram('apt-get'));
}

async function install(packages) {
  console.error(`Installing ${packages.join(', ')} with apt-get …`);
  // RUNLEVEL 1 keeps Debian from starting a Redis of its own: the run starts the servers that it needs.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  try {
    await exec('apt-get', ['update', '-qq'], { env });
    await exec('apt-get', ['install', '-y', '-qq', ...packages], { env, maxBuffer: 64 << 20 });
  } catch (error) {
    console.error(
      `apt-get failed: ${String(error.stderr ?? error)
        .trim()
        .split('\n')
        .at(-1)}`,
    );
  }
}

/** The image of the Dockerfile's FROM, in buildah's local storage. */
async function ensureBaseImage() {
  const [, image] = /^FROM (\S+)/m.exec(await readFile(join(root, 'Dockerfile'), 'utf8')) ?? [];
  if (await succeeds('buildah', ['inspect', '--type', 'image', image])) return;
  console.error(`Getting the base image ${image} …`);
  const got = existsSync(baseImageScript)
    ? await succeeds(baseImageScript, [image])
    : await succeeds('buildah', ['pull', '--quiet', image]);
  if (!got && existsSync(baseImageScript)) skip(`no base image ${image}: the image spec`);
  else if (!got) console.error(`Skipped, no base image ${image}: the image spec.`);
}

function succeeds(program, args) {
  return exec(program, args, { maxBuffer: 64 << 20 }).then(
    () => true,
    () => false,
  );
}
