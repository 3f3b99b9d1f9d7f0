import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Environment, root } from '../environment';

export interface Preparation {
  environment: Environment;
  variables: NodeJS.ProcessEnv;
}

/**
 * Says on the embedded database that this very build has migrated it and made its first site, so that the next start need
 * not ask the services again: four processes less, half of a second start. It lies with what it speaks of, as a comment on
 * the maintenance database, and is worth nothing to another build or for other addresses.
 */
export class PreparedMark {
  private constructor(
    private readonly url: string | undefined,
    private readonly mark: string,
  ) {}

  /** Undefined for a database that is not ours: others may change it between two starts. */
  static of({ environment, variables }: Preparation): PreparedMark | undefined {
    if (environment.databaseUrl !== undefined) return undefined;
    const build = readFileSync(join(root, 'dist/.stamp'), 'utf8');
    const hash = createHash('sha256').update(`${build} ${environment.contentUrl} ${environment.redisUrl ?? ''}`);
    return new PreparedMark(variables.DATABASE_URL, `afterword ${hash.digest('hex')}`);
  }

  async isThere(): Promise<boolean> {
    const sql = `select shobj_description(oid, 'pg_database') as mark from pg_database where datname = 'postgres'`;
    return this.use(async (client) => (await client.query<{ mark: string | null }>(sql)).rows[0]?.mark === this.mark);
  }

  async leave(): Promise<void> {
    await this.use((client) => client.query(`comment on database postgres is ${client.escapeLiteral(this.mark)}`));
  }

  private async use<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}
