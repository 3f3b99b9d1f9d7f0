import { readFileSync, statSync } from 'node:fs';

/** A secret is a line; this is a file that somebody named by mistake. Bytes. */
const LONGEST_FILE = 65_536;

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The environment with each of the secrets that a file holds: `NAME_FILE` names the file, as Docker's and systemd's secrets are handed over.
 * A newline at the end of the file is not part of the secret.
 * @throws Error with one line that names the variable and the file, and no value
 */
export function withSecretFiles(variables: Variables, names: readonly string[]): Variables {
  const read: Record<string, string | undefined> = { ...variables };
  for (const name of names) {
    const file = variables[`${name}_FILE`];
    if (file === undefined || file === '') continue;
    if (variables[name]) throw new Error(`${name} and ${name}_FILE are both set; leave one out`);
    read[name] = secretIn(file, `${name}_FILE`);
  }
  return read;
}

function secretIn(file: string, variable: string): string {
  const text = textOf(file, variable).replace(/\r?\n$/, '');
  if (text === '') throw new Error(`${variable}: ${file} is empty`);
  if (/[\r\n]/.test(text)) throw new Error(`${variable}: ${file} has more than one line`);
  return text;
}

function textOf(file: string, variable: string): string {
  try {
    if (statSync(file).size <= LONGEST_FILE) return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${variable}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
  throw new Error(`${variable}: ${file} is too long for a secret`);
}
