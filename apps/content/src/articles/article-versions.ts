import type { ArticleEntity, ArticleVersionEntity } from './article.entity';

type WithVersions = Pick<ArticleEntity, 'slug' | 'versions'>;

/** What readers get first. */
export function shownVersion({ slug, versions }: WithVersions): ArticleVersionEntity {
  const [version] = versions;
  if (!version) throw new Error(`Article ${slug} has no version to show`);
  return version;
}

/** What the version that readers get first was translated from; null where that is the original itself. */
export const originalVersion = ({ versions }: WithVersions): ArticleVersionEntity | null =>
  versions.find(({ original, position }) => original && position > 0) ?? null;

/** Further languages: neither what readers get first nor what that was translated from. */
export const furtherVersions = ({ versions }: WithVersions): ArticleVersionEntity[] =>
  versions.filter(({ original, position }) => position > 0 && !original);

/** The version that an address asks for: `original`, a language, or else what readers get first. */
export function askedVersion(article: WithVersions, asked: string | undefined): ArticleVersionEntity {
  const named =
    asked === 'original'
      ? originalVersion(article)
      : article.versions.find(({ language }) => language.toLowerCase() === asked?.toLowerCase());
  return named ?? shownVersion(article);
}

/** The address of the picture that stands for a version elsewhere, without the origin. */
export const cardPath = (article: { slug: string }, version: ArticleVersionEntity): string =>
  versionPath(article, version).replace(`/articles/${article.slug}`, `/articles/${article.slug}/card.png`);

/** The one address of a version, without the origin. */
export function versionPath(
  { slug }: { slug: string },
  version: Pick<ArticleVersionEntity, 'position' | 'original' | 'language'>,
): string {
  const path = `/articles/${slug}`;
  if (version.position === 0) return path;
  return `${path}?version=${version.original ? 'original' : encodeURIComponent(version.language)}`;
}
