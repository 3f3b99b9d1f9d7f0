export { PageGoneError } from './page-gone.error';
export { PageIds } from './page-ids';
export {
  type CounterChange,
  type Held,
  type LockedPage,
  type LockedPages,
  type OnePageCommand,
  type PageChanged,
  type PageCommand,
  type PageModeration,
  type PageRef,
  type PageTarget,
  type PageWrite,
  type PageWriter,
  pageOf,
  type PageWritten,
  SingleWriter,
} from './page-writer';
export { PageWrites } from './page-writes';
export { OVERTAKE_ALL } from './page-writes.sql';
export { PageWritesModule } from './page-writes.module';
export { nameMentionsAnew, pagesOfReader, showReaderAnew } from './reader-pages';
