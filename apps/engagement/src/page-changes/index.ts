export { PageChangesModule } from './page-changes.module';
export { type PageChange, PageChanges } from './page-changes';
