import { EnvironmentSchema } from '../../../../libs/platform/src/config/config';

/** Variables whose values let somebody in. They are named in a backup, and never stored. */
const SECRETS = [
  'ADMIN_TOKEN',
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'CONTENT_DATABASE_URL',
  'ENGAGEMENT_DATABASE_URL',
  'REDIS_URL',
] as const;

const isSecret = (name: string): boolean => SECRETS.some((secret) => secret === name);

/** The names of our variables that are set. The operator's token is one also where it is in the data folder. */
export function namesOfEnvironment(variables: NodeJS.ProcessEnv): { secrets: string[]; settings: string[] } {
  const set = (name: string) => [name, `${name}_FILE`].some((one) => (variables[one] ?? '') !== '');
  const names = Object.keys(EnvironmentSchema.shape).filter((name) => !isSecret(name));
  return {
    secrets: SECRETS.filter((name) => set(name) || name === 'ADMIN_TOKEN'),
    settings: [...names, 'DATA_DIR'].filter(set).sort(),
  };
}
