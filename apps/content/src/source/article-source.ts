import { stringify } from 'yaml';
import {
  type ArticleEntity,
  type ArticleVersionEntity,
  furtherVersions,
  originalVersion,
  toArticleFields,
} from '../articles';

/** The file name of a version; the file of the default version names the other files. */
export const fileNameOf = ({ slug }: ArticleEntity, { position, language }: ArticleVersionEntity): string =>
  position === 0 ? `${slug}.md` : `${slug}.${language}.md`;

/** A version as a file for the importer. Importing all files of an article again changes nothing. */
export function articleSource(article: ArticleEntity, version: ArticleVersionEntity): string {
  const { title, language, body } = version;
  const frontMatter = version.position === 0 ? articleFrontMatter(article) : { title, language };
  return `---\n${stringify(frontMatter, { schema: 'core', lineWidth: 0 })}---\n\n${body}\n`;
}

function articleFrontMatter(article: ArticleEntity): object {
  const { slug, aliases, title, language, publishedAt, author, topics, source, related } = toArticleFields(article);
  const original = originalVersion(article);
  const further = furtherVersions(article);
  const named = (version: ArticleVersionEntity) => ({ language: version.language, file: fileNameOf(article, version) });
  return {
    slug,
    ...(aliases.length > 0 && { aliases }),
    title,
    language,
    publishedAt,
    author,
    ...(topics.length > 0 && { topics }),
    source,
    ...(related.length > 0 && { related }),
    ...(original && { original: named(original) }),
    ...(further.length > 0 && { translations: further.map(named) }),
  };
}
