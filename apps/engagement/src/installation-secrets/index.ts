export { InstallationSecrets } from './installation-secrets';
export { InstallationSecretsModule } from './installation-secrets.module';
