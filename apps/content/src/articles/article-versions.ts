import type { ArticleEntity, ArticleVersionEntity } from './article.entity';

type WithVersions = Pick<ArticleEntity, 'slug' | 'versions'>;

/** The default version, which readers get first. */
export function shownVersion({ slug, versions }: WithVersions): ArticleVersionEntity {
  const [version] = versions;
  if (!version) throw new Error(`The article ${slug} has no version`);
  return version;
}

/** The version that the default one was translated from; null where the default one is the original. */
export const originalVersion = ({ versions }: WithVersions): ArticleVersionEntity | null =>
  versions.find(({ original, position }) => original && position > 0) ?? null;

/** All versions but the default one and the original. */
export const furtherVersions = ({ versions }: WithVersions): ArticleVersionEntity[] =>
  versions.filter(({ original, position }) => position > 0 && !original);

/** The version with the name `original` or with a language; the default version where there is none. */
export function askedVersion(article: WithVersions, asked: string | undefined): ArticleVersionEntity {
  const named =
    asked === 'original'
      ? originalVersion(article)
      : article.versions.find(({ language }) => language.toLowerCase() === asked?.toLowerCase());
  return named ?? shownVersion(article);
}

/** The path of a version's card. */
export const cardPath = (article: { slug: string }, version: ArticleVersionEntity): string =>
  versionPath(article, version).replace(`/articles/${article.slug}`, `/articles/${article.slug}/card.png`);

/** The canonical path of a version. */
export function versionPath(
  { slug }: { slug: string },
  version: Pick<ArticleVersionEntity, 'position' | 'original' | 'language'>,
): string {
  const path = `/articles/${slug}`;
  if (version.position === 0) return path;
  return `${path}?version=${version.original ? 'original' : encodeURIComponent(version.language)}`;
}
