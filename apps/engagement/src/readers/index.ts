export { type Reader, toAuthor } from './reader';
export { ReaderEntity } from './reader.entity';
export { CurrentReader, ReaderGuard, ReaderOrOperatorGuard, Viewer, ViewerGuard } from './reader.guard';
export { ReadersModule } from './readers.module';
export { SessionEntity } from './session.entity';
export { SessionsService } from './sessions.service';
