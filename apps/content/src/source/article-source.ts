import { stringify } from 'yaml';
import { type ArticleEntity, furtherVersions, originalVersion, toArticleFields } from '../articles';

type Version = ArticleEntity['versions'][number];

/** What the file of a version is called; the one that readers get first names the others by it. */
export const fileNameOf = ({ slug }: ArticleEntity, { position, language }: Version): string =>
  position === 0 ? `${slug}.md` : `${slug}.${language}.md`;

/** A version as a file that an import takes: importing all of an article's files again changes nothing. */
export function articleSource(article: ArticleEntity, version: Version): string {
  const { title, language, body } = version;
  const frontMatter = version.position === 0 ? articleFrontMatter(article) : { title, language };
  return `---\n${stringify(frontMatter, { schema: 'core', lineWidth: 0 })}---\n\n${body}\n`;
}

function articleFrontMatter(article: ArticleEntity): object {
  const { slug, aliases, title, language, publishedAt, author, topics, source, related } = toArticleFields(article);
  const original = originalVersion(article);
  const further = furtherVersions(article);
  const named = (version: Version) => ({ language: version.language, file: fileNameOf(article, version) });
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
