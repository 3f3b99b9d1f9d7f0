import { ServerBar, ServerThread } from '@afterword/ui';
import { type ArticleEntity, type ArticleWithSnapshot, originalVersion, shownVersion } from '../articles';
import { ArticleHead } from './article-head';
import { Byline, RelatedLinks, TopicLinks, TranslationNote } from './article-parts';
import { directionOf } from './languages';
import { ENGLISH, Layout, SITE_NAME } from './layout';

export interface ArticlePageProps extends ArticleWithSnapshot {
  /** Show the version in the language that the article was written in, where there is one. */
  original: boolean;
  contentUrl: string;
  engagementUrl: string;
}

/** An article with what readers did below it. Engagement belongs to the article, whichever language is shown. */
export function ArticlePage({ article, snapshot, original, contentUrl, engagementUrl }: ArticlePageProps) {
  const translation = shownVersion(article);
  const source = originalVersion(article);
  const version = original && source ? source : translation;
  const address = `${contentUrl}/articles/${article.slug}`;
  const page = { site: article.siteId, page: article.slug, title: translation.title, url: address };
  return (
    <Layout
      title={`${version.title} · ${SITE_NAME}`}
      language={version.language}
      direction={directionOf(version.language)}
      head={<ArticleHead {...{ article, version, snapshot, address, contentUrl, engagementUrl }} />}
    >
      <Story article={article} showsOriginal={version === source} />
      <div {...ENGLISH}>
        <ServerBar {...page} counters={snapshot.counters} />
        <ServerThread {...page} thread={snapshot.thread} />
      </div>
    </Layout>
  );
}

function Story({ article, showsOriginal }: { article: ArticleEntity; showsOriginal: boolean }) {
  const translation = shownVersion(article);
  const source = originalVersion(article);
  const version = (showsOriginal && source) || translation;
  return (
    <article class="story">
      <TopicLinks topics={article.topics} />
      <h1>{version.title}</h1>
      <Byline article={article} version={version} />
      {source && <TranslationNote slug={article.slug} {...{ source, translation, showsOriginal }} />}
      {/* Rendered from Markdown and sanitised when the article was saved. */}
      <div class="prose" dangerouslySetInnerHTML={{ __html: version.html }} />
      <RelatedLinks links={article.related} />
    </article>
  );
}
