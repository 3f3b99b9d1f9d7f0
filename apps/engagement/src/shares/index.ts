export { SharesModule } from './shares.module';
