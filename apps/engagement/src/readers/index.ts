export type { Reader } from './reader';
export { nameSkeleton } from './reader-name';
export { ReaderEntity } from './reader.entity';
export { ReadersModule } from './readers.module';
export { ReadersRepository } from './readers.repository';
export { ReservedNamesService } from './reserved-names.service';
export { SessionEntity } from './session.entity';
export { SessionsService } from './sessions.service';
export { SSO_CLOCK_TOLERANCE, SsoService } from './sso.service';
