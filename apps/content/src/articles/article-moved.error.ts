/** The requested slug is an alias; `slug` is the present one. */
export class ArticleMovedError extends Error {
  override readonly name = 'ArticleMovedError';

  constructor(
    readonly formerSlug: string,
    readonly slug: string,
  ) {
    super(`The article "${formerSlug}" has moved to "${slug}"`);
  }
}
