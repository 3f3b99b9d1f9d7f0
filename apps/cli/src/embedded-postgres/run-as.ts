import { execFileSync, spawnSync } from 'node:child_process';
import { chown, lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../operator-error';

export interface User {
  uid: number;
  gid: number;
}

/** How to start a program: as ourselves, or, since PostgreSQL refuses to run as root, as somebody else. */
export interface RunAs {
  command: (program: string, args: string[]) => [string, string[]];
  identity: Partial<User>;
}

const asOurselves: RunAs = { command: (program, args) => [program, args], identity: {} };

/**
 * Whoever owns the folder runs PostgreSQL on it. A folder of root's is given to `postgres`, or to `nobody` where there is no
 * such user; nothing is added to the machine.
 */
export async function runAsOwnerOf(folder: string, program: string): Promise<RunAs> {
  const owner = await stat(folder);
  if (process.getuid?.() !== 0) {
    if (process.getuid && owner.uid !== process.getuid())
      throw new OperatorError(
        `${folder} belongs to another user; start as that user or set DATA_DIR to a folder of yours`,
      );
    return asOurselves;
  }
  const user = owner.uid === 0 ? ordinaryUser() : { uid: owner.uid, gid: owner.gid };
  if (owner.uid === 0) await giveTo(user, folder);

  // Asking the kernel beats reading mode bits: the answer includes every parent folder, ACLs and mount options.
  const reach = spawnSync('sh', ['-c', 'test -x "$0" && test -w "$1"', program, folder], { ...user, cwd: '/' });
  if (reach.status === 0) return { command: (name, args) => [name, args], identity: user };
  if (spawnSync('setpriv', ['--version']).status !== 0)
    throw new OperatorError(
      `PostgreSQL cannot run as root, and user ${user.uid} cannot reach ${folder}; move the folder`,
    );
  return { command: (name, args) => ['setpriv', [...throughClosedFolders(user), '--', name, ...args]], identity: {} };
}

/**
 * The folder lies below one that only root may enter, such as /root. Then PostgreSQL keeps one of root's powers, to pass
 * permission checks on files, and none of the others. Without no_setuid_fixup access(2) would ignore even that one, and
 * initdb would not find its own programs.
 */
function throughClosedFolders({ uid, gid }: User): string[] {
  return [
    '--securebits=+no_setuid_fixup',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--bounding-set=-all,+dac_override',
    '--no-new-privs',
  ];
}

function ordinaryUser(): User {
  for (const name of ['postgres', 'nobody']) {
    try {
      const ask = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: ask('-u'), gid: ask('-g') };
    } catch {
      // No such user: the next one.
    }
  }
  throw new OperatorError('PostgreSQL cannot run as root, and there is no user "postgres" or "nobody" to run it as');
}

async function giveTo(user: User, folder: string): Promise<void> {
  await chown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    if ((await lstat(path)).isDirectory()) await giveTo(user, path);
    else await chown(path, user.uid, user.gid);
  }
}
