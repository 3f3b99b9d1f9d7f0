export { PageMergeModule } from './page-merge.module';
