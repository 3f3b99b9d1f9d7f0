import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What can build the Dockerfile here: Docker with its engine, or buildah that has the base image at hand. */
export function findImageBuilder(): 'docker' | 'buildah' | undefined {
  if (succeeds('docker', ['info'])) return 'docker';
  const dockerfile = readFileSync(join(__dirname, '../../Dockerfile'), 'utf8');
  const base = /^FROM (\S+)/m.exec(dockerfile)?.[1] ?? '';
  return succeeds('buildah', ['inspect', '--type', 'image', base]) ? 'buildah' : undefined;
}

function succeeds(program: string, args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
