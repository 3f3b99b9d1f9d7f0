import { S3_SECRETS, S3EnvironmentSchema } from '../../../../libs/platform/src/backup/stores/s3-settings';
import { EnvironmentSchema } from '../../../../libs/platform/src/config/config';
import { ALL_SECRETS } from '../environment';

/** The names of our variables that are set: a backup has these, and never their values. The operator's token is one also where it is in the data folder. */
export function namesOfEnvironment(variables: NodeJS.ProcessEnv): { secrets: string[]; settings: string[] } {
  const set = (name: string) => [name, `${name}_FILE`].some((one) => (variables[one] ?? '') !== '');
  const allSecrets = [...ALL_SECRETS, ...S3_SECRETS];
  const names = [EnvironmentSchema, S3EnvironmentSchema]
    .flatMap(({ shape }) => Object.keys(shape))
    .filter((name) => !allSecrets.includes(name));
  return {
    secrets: allSecrets.filter((name) => set(name) || name === 'ADMIN_TOKEN'),
    settings: [...names, 'DATA_DIR'].filter(set).sort(),
  };
}
