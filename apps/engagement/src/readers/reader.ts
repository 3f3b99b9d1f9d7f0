/** Whoever acts: a reader of one site, known by their token. */
export type { ReaderIdentity as Reader } from '@afterword/platform';
