import type { Author } from '@afterword/contracts';

/** Whoever acts: a reader of one site, known by their token. */
export interface Reader extends Author {
  siteId: string;
}

export const toAuthor = ({ id, name, avatarUrl, role }: Reader): Author => ({ id, name, avatarUrl, role });
