import type { ArticleEntity } from './article.entity';
import type { VersionImage } from './article-markdown';

/** Stored images by the language of the version that names them. */
export type ImagesByLanguage = ReadonlyMap<string, readonly VersionImage[]>;

export const NO_IMAGES: ImagesByLanguage = new Map();

export const imagesOf = ({ versions }: ArticleEntity): ImagesByLanguage =>
  new Map(versions.map(({ language, images }) => [language, images]));

/** The images of both; where both have a path, that of `newer`. */
export function mergeImages(older: ImagesByLanguage, newer: ImagesByLanguage): ImagesByLanguage {
  const languages = new Set([...older.keys(), ...newer.keys()]);
  return new Map(
    [...languages].map((language) => {
      const images = [...(older.get(language) ?? []), ...(newer.get(language) ?? [])];
      return [language, [...new Map(images.map((image) => [image.path, image])).values()]];
    }),
  );
}
