import { PageEntity, PageKeyEntity } from './pages';
import { ReaderEntity, SessionEntity } from './readers';
import { SiteEntity } from './sites';

export const entities = [SiteEntity, ReaderEntity, SessionEntity, PageEntity, PageKeyEntity];
