import { randomBytes } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../../libs/platform/src/config/make-folder';
import { OperatorError, isErrorCode, messageOf } from './operator-error';

/** Makes the folder for what must survive a restart, and checks at once whether it can be written. @throws OperatorError */
export async function prepareDataFolder(folder: string): Promise<void> {
  const probe = join(folder, `.write-probe-${process.pid}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, '');
    await unlink(probe);
  } catch (error) {
    throw new OperatorError(`Cannot write to the data folder ${folder} (DATA_DIR): ${messageOf(error)}`);
  }
}

/**
 * A secret that is generated once and read ever after. Two processes that start together agree on one: the value is
 * complete before it gets its name, and `link` gives the name to the first only.
 */
export async function keptSecret(file: string): Promise<string> {
  const kept = await readSecret(file);
  if (kept !== undefined) return kept;
  const secret = randomBytes(24).toString('base64url');
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${secret}\n`, { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if (!isErrorCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  return (await readSecret(file)) ?? keptSecret(file);
}

async function readSecret(file: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isErrorCode(error, 'ENOENT')) return undefined;
    throw new OperatorError(`Cannot read ${file}: ${messageOf(error)}`);
  }
  if (text.trim() === '') throw new OperatorError(`${file} is empty; remove it to have a new secret generated`);
  return text.trim();
}
