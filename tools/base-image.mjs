/** The image of the Dockerfile's `FROM` in buildah's local storage: pulled, or made here where no registry can be reached. */
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output, succeeds } from './commands.mjs';
import { root } from './root.mjs';

/** Where no registry answers, buildah tries for minutes. */
const PULL_TIMEOUT_MS = 60_000;

const FOLDER_OF_CERTIFICATES = 'usr/local/share/ca-certificates';
const MODULES = 'usr/local/lib/node_modules';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The base image's name, as the Dockerfile has it. */
export async function baseImage() {
  const [, image] = /^FROM (\S+)/m.exec(await readFile(join(root, 'Dockerfile'), 'utf8')) ?? [];
  if (!image) throw new Error('The Dockerfile has no FROM');
  return image;
}

export const hasImage = (image) => succeeds('buildah', ['inspect', '--type', 'image', image]);

/** @returns whether a registry had it */
export const pullImage = (image) => succeeds('buildah', ['pull', '--quiet', image], { timeout: PULL_TIMEOUT_MS });

/**
 * Makes a stand-in for an official image of Node: the same release of Debian by debootstrap, Node from npm's registry in the same
 * major version, npm as it is here. Takes about a minute, and root.
 */
export async function makeStandIn(image) {
  const [, major, release] = /\bnode:(\d+)-([a-z]+)-slim$/.exec(image) ?? [];
  if (!major) throw new Error(`${image} is no image of the form node:24-bookworm-slim`);
  const workshop = await mkdtemp(join(tmpdir(), 'afterword-base-image-'));
  try {
    const filesystem = join(workshop, 'filesystem');
    await output('debootstrap', [
      '--variant=minbase',
      '--include=ca-certificates',
      release,
      filesystem,
      ...(await debianMirror()),
    ]);
    await addNode(filesystem, major, workshop);
    const certificates = await addCertificates(filesystem);
    await output('chroot', [filesystem, 'groupadd', '--gid', '1000', 'node']);
    await output('chroot', [filesystem, 'useradd', '--uid', '1000', '--gid', 'node', '--create-home', 'node']);
    await commit(image, filesystem, { PATH, NODE_VERSION: major, NODE_EXTRA_CA_CERTS: certificates });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** The mirror that apt uses here, as an argument for debootstrap; none leaves the choice to debootstrap. */
async function debianMirror() {
  const targets = await output('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  const mirror = targets.split('\n').find((uri) => /^https?:.*\/debian\/?$/.test(uri));
  return mirror ? [mirror] : [];
}

async function addNode(filesystem, major, workshop) {
  const name = `node-linux-${process.arch}`;
  await output('npm', ['install', '--prefix', workshop, '--no-save', '--ignore-scripts', `${name}@${major}`]);
  await cp(join(workshop, 'node_modules', name, 'bin/node'), join(filesystem, 'usr/local/bin/node'));

  const modules = (await output('npm', ['root', '--global'])).trim();
  await mkdir(join(filesystem, MODULES), { recursive: true });
  await cp(join(modules, 'npm'), join(filesystem, MODULES, 'npm'), { recursive: true });
  for (const program of ['npm', 'npx'])
    await symlink(`../lib/node_modules/npm/bin/${program}-cli.js`, join(filesystem, 'usr/local/bin', program));
}

/** What this machine trusts, the image trusts: npm inside it goes the same way to the registry. @returns the file, in the image */
async function addCertificates(filesystem) {
  const trusted = process.env.NODE_EXTRA_CA_CERTS || '/etc/ssl/certs/ca-certificates.crt';
  const file = join(FOLDER_OF_CERTIFICATES, 'trusted-by-the-builder.pem');
  await mkdir(join(filesystem, FOLDER_OF_CERTIFICATES), { recursive: true });
  await cp(trusted, join(filesystem, file), { dereference: true });
  return `/${file}`;
}

async function commit(image, filesystem, env) {
  const container = (await output('buildah', ['from', 'scratch'])).trim();
  await output('buildah', ['add', '--quiet', container, filesystem, '/']);
  const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  await output('buildah', ['config', ...variables, '--cmd', 'node', container]);
  await output('buildah', ['commit', '--quiet', '--rm', container, image]);
}
