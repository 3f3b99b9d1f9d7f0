export { RewardsModule } from './rewards.module';
