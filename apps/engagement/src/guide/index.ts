export { GuideModule } from './guide.module';
