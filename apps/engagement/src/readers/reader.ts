import type { Author } from '@afterword/contracts';

/** Whoever acts: a reader of one site, known by their token. `avatarUrl` is what the site said, null where it said nothing. */
export interface Reader extends Author {
  siteId: string;
}
