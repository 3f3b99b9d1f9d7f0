export { PageMergeModule } from './page-merge.module';
export { PageMergeService } from './page-merge.service';
