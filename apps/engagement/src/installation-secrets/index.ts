export { InstallationSecrets } from './installation-secrets';
export { SignedTokens, type TokenKind } from './signed-tokens';
export { InstallationSecretsModule } from './installation-secrets.module';
