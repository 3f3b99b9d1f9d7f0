/**
 * Sets up the programs that some specs drive: on Debian, as root, what is missing is installed with apt-get; elsewhere those specs are
 * skipped. Says in one line each what is installed, or what is skipped and what it needs.
 */
import { existsSync } from 'node:fs';
import { baseImage, hasImage, makeStandIn, pullImage } from './base-image.mjs';
import { hasProgram, output, succeeds } from './commands.mjs';

const IMAGE_SPEC = 'the image spec';

/** What pictures of Chinese, Japanese and Korean are drawn with (1.6 MB); all other machines do without. */
export const CJK_FONT = '/usr/share/fonts/truetype/wqy/wqy-microhei.ttc';

/** What pictures of emoji are drawn with (10 MB); readers' devices have their own. */
export const EMOJI_FONT = '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf';

/** Any one of `names` will do: of programs on the PATH, or of files. */
const programs = [
  { specs: 'the specs of the Redis backend', names: ['redis-server'], packages: ['redis-server'] },
  { specs: 'the spec that imports a database of Isso', names: ['sqlite3'], packages: ['sqlite3'] },
  { specs: 'the spec of recipes', names: ['hugo'], packages: ['hugo'] },
  { specs: 'the specs of examples in PHP', names: ['php'], packages: ['php-cli'] },
  { specs: 'the specs of examples in Python', names: ['python3'], packages: ['python3'] },
  { specs: 'the spec of TLS in front', names: ['caddy'], packages: ['caddy'] },
  { specs: 'the spec of alerts', names: ['promtool'], packages: ['prometheus'] },
  {
    specs: 'the faults of clocks',
    names: ['faketime'],
    packages: ['faketime'],
    // `npm test` does not try them.
    onlyWhereWanted: true,
  },
  {
    specs: 'the scaled installation',
    names: ['haproxy'],
    packages: ['haproxy'],
    // `npm test` does not run it.
    onlyWhereWanted: true,
  },
  {
    specs: 'pictures of Chinese, Japanese and Korean',
    names: [CJK_FONT],
    packages: ['fonts-wqy-microhei'],
    // `npm test` takes no pictures.
    onlyWhereWanted: true,
  },
  {
    specs: 'pictures of emoji',
    names: [EMOJI_FONT],
    packages: ['fonts-noto-color-emoji'],
    // `npm test` takes no pictures.
    onlyWhereWanted: true,
  },
  { specs: 'the specs of connection poolers', names: ['pgbouncer'], packages: ['pgbouncer'] },
  {
    specs: 'the browser specs',
    names: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
    packages: ['chromium-headless-shell', 'fonts-liberation'],
  },
  {
    specs: 'the spec of pages that a browser keeps in its memory',
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    packages: ['chromium'],
  },
  {
    specs: IMAGE_SPEC,
    names: ['docker', 'buildah'],
    packages: ['buildah', 'fuse-overlayfs', 'debootstrap'],
  },
];

/** @param wanted names of programs that are needed; all unless given */
export async function ensurePrograms(wanted) {
  const isWanted = ({ names, onlyWhereWanted = false }) =>
    wanted === undefined ? !onlyWhereWanted : names.some((name) => wanted.includes(name));
  let missing = (await missingPrograms()).filter(isWanted);
  if (missing.length > 0 && (await isDebianRoot())) {
    await install(missing);
    missing = (await missingPrograms()).filter(isWanted);
  }
  for (const { specs, names, packages } of missing)
    skip(specs, `${names.join(' or ')} on the PATH; on Debian: apt-get install ${packages.join(' ')}`);
  if (wanted !== undefined) return;
  if (!(await isUsable('docker')) && (await hasProgram('buildah'))) await ensureBaseImage();
}

/** With CI=true this is an error: a run that skips specs would look like one that passed. */
function skip(specs, need) {
  if (process.env.CI === 'true') throw new Error(`CI=true, but cannot run ${specs}. Needed: ${need}`);
  console.error(`Skipped: ${specs}. Needed: ${need}`);
}

async function missingPrograms() {
  const found = await Promise.all(programs.map(({ names }) => Promise.all(names.map(isUsable))));
  return programs.filter((_, index) => !found[index].includes(true));
}

/** A docker without its engine is no use. */
function isUsable(name) {
  if (name.startsWith('/')) return existsSync(name);
  return name === 'docker' ? succeeds('docker', ['info']) : hasProgram(name);
}

async function isDebianRoot() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && (await hasProgram('apt-get'));
}

async function install(missing) {
  for (const { specs, packages } of missing) console.error(`Installing ${packages.join(', ')} for ${specs} …`);
  // RUNLEVEL 1 keeps Debian from starting servers of its own: the run starts the servers that it needs.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const packages = missing.flatMap((program) => program.packages);
  try {
    await output('apt-get', ['update', '-qq'], { env });
    await output('apt-get', ['install', '-y', '-qq', ...packages], { env });
  } catch (error) {
    console.error(error.message);
  }
}

async function ensureBaseImage() {
  const image = await baseImage();
  if (await hasImage(image)) return;
  console.error(`Getting ${image} for ${IMAGE_SPEC} …`);
  if (await pullImage(image)) return;
  const need = `its base image: buildah pull ${image}`;
  if (!(await isDebianRoot())) return skip(IMAGE_SPEC, need);
  console.error('No registry has it; making a stand-in of Debian and Node, which takes about a minute …');
  try {
    if (!(await hasProgram('debootstrap'))) await output('apt-get', ['install', '-y', '-qq', 'debootstrap']);
    await makeStandIn(image);
  } catch (error) {
    console.error(error.message);
    skip(IMAGE_SPEC, need);
  }
}
