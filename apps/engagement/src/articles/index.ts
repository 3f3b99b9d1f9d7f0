export { ArticlesConsumer } from './articles.consumer';
export { ArticlesModule } from './articles.module';
