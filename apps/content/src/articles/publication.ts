import type { ArticleStatus, CreateArticle } from '@afterword/contracts';

/** The date that an article's fields name. */
export const publicationDate = ({ publishedAt }: CreateArticle): Date | null =>
  publishedAt === undefined ? null : new Date(publishedAt);

/** The status of an article that is to be public: scheduled until its date has come. */
export const publicStatus = (publishedAt: Date | null): ArticleStatus =>
  publishedAt !== null && publishedAt.getTime() > Date.now() ? 'scheduled' : 'published';
