export { PrincipalsModule } from './principals.module';
export { TokenOwners } from './token-owners';
