export { PageWritesModule } from './page-writes.module';
export type { LockedPage } from './page-writes.repository';
export { type PageCommand, type PageWrite, PageWrites } from './page-writes.service';
