/** The slug is one that an article had before; `slug` is the one that it has now. */
export class ArticleMovedError extends Error {
  override readonly name = 'ArticleMovedError';

  constructor(
    readonly formerSlug: string,
    readonly slug: string,
  ) {
    super(`The article "${formerSlug}" is at "${slug}" now`);
  }
}
