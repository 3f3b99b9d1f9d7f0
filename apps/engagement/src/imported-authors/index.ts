export { type Claim, ImportedAuthors, NO_CLAIM } from './imported-authors';
export { ImportedAuthorsModule } from './imported-authors.module';
export { IMPORT_SECRET, KeyedHash } from './keyed-hash';
