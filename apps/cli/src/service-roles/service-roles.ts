import { Client } from 'pg';
import { createDatabaseIfMissing } from '../../../../libs/platform/src/database/create-database';
import { connectionOf } from '../../../../libs/platform/src/database/database-connection';
import { databaseNameOf, databaseUrlOf } from '../../../../libs/platform/src/database/database-url';
import { OperatorError } from '../operator-error';
import type { Service } from '../service-command';
import { closeDatabase, createRole, giveDatabase, giveObjects, ROLE_EXISTS, setPassword } from './service-roles.sql';

export interface ServiceRoleOptions {
  /** As a role that may create roles and databases. */
  adminUrl: string;
  service: Service;
  /** The service's own `DATABASE_URL`: its user and password are those of the role. */
  serviceUrl: string;
}

/**
 * Gives a service a role of its own that owns the service's database and can do nothing else on the server. Again changes nothing but the
 * password, which becomes that of the URL; what another role made in the database before goes to the new one.
 * @throws OperatorError
 */
export async function prepareServiceRole({ adminUrl, service, serviceUrl }: ServiceRoleOptions): Promise<void> {
  const { username, password } = new URL(serviceUrl);
  const [role, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  const variable = `${service.toUpperCase()}_DATABASE_URL`;
  if (role === '' || secret === '') throw new OperatorError(`${variable} needs a user and a password`);
  if (role === decodeURIComponent(new URL(adminUrl).username))
    throw new OperatorError(`${variable} must have another user than DATABASE_URL`);
  const database = databaseNameOf(databaseUrlOf(serviceUrl, service));
  const databaseUrl = databaseUrlOf(adminUrl, service);
  if (databaseNameOf(databaseUrl) !== database)
    throw new OperatorError(`${variable} and DATABASE_URL must end with the same name`);
  await createDatabaseIfMissing(databaseUrl);
  const client = new Client(connectionOf(databaseUrl));
  await client.connect();
  try {
    const [name, word] = [client.escapeIdentifier(role), client.escapeLiteral(secret)];
    const { rowCount } = await client.query(ROLE_EXISTS, [role]);
    if (rowCount === 0) await client.query(createRole(name, word));
    await client.query(setPassword(name, word));
    await client.query(closeDatabase(client.escapeIdentifier(database)));
    await client.query(giveDatabase(client.escapeIdentifier(database), name));
    await client.query(giveObjects(client.escapeLiteral(role)));
  } finally {
    await client.end();
  }
}
