export type { Reader } from './reader';
export { ReaderEntity } from './reader.entity';
export { ReaderList } from './reader-list';
export { ReadersModule } from './readers.module';
export { ReadersRepository } from './readers.repository';
export { ReservedNamesService } from './reserved-names.service';
export { SessionEntity } from './session.entity';
export { SessionsService } from './sessions.service';
export { isFor, SSO_CLOCK_TOLERANCE, SsoService } from './sso.service';
