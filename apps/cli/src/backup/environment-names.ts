import { EnvironmentSchema } from '../../../../libs/platform/src/config/config';
import { ALL_SECRETS } from '../environment';

/** The names of our variables that are set: a backup has these, and never their values. The operator's token is one also where it is in the data folder. */
export function namesOfEnvironment(variables: NodeJS.ProcessEnv): { secrets: string[]; settings: string[] } {
  const set = (name: string) => [name, `${name}_FILE`].some((one) => (variables[one] ?? '') !== '');
  const names = Object.keys(EnvironmentSchema.shape).filter((name) => !ALL_SECRETS.includes(name));
  return {
    secrets: ALL_SECRETS.filter((name) => set(name) || name === 'ADMIN_TOKEN'),
    settings: [...names, 'DATA_DIR'].filter(set).sort(),
  };
}
