import { ServerBar, ServerThread } from '@afterword/ui';
import {
  type ArticleEntity,
  type ArticleVersionEntity,
  type ArticleWithSnapshot,
  type Neighbours,
  shownVersion,
  versionPath,
} from '../articles';
import { ArticleHead } from './article-head';
import { Byline, Contents, Onward, RelatedLinks, TopicLinks, VersionsNote } from './article-parts';
import { withFirstPicture } from './first-picture';
import { withHeadingLinks } from './heading-links';
import { directionOf } from './languages';
import { Layout } from './layout';

export interface ArticlePageProps extends ArticleWithSnapshot {
  /** Of the version that is shown; 0 is the default one. */
  position: number;
  neighbours: Neighbours;
  contentUrl: string;
  engagementUrl: string;
}

/** An article with its counters and comments, which are those of the article, whichever version is shown. */
export function ArticlePage({ article, snapshot, position, neighbours, contentUrl, engagementUrl }: ArticlePageProps) {
  const first = shownVersion(article);
  const version = article.versions[position] ?? first;
  const address = `${contentUrl}/articles/${article.slug}`;
  const page = { site: article.siteId, page: article.pageKey, title: first.title, url: address };
  const path = `/articles/${article.slug}`;
  const addresses = { page: versionPath(article, version), comments: `${path}/comments` };
  const [, query] = addresses.page.split('?');
  const { isCut = false, ...thread } = snapshot.thread;
  const hidden = Object.fromEntries(new URLSearchParams(query));
  return (
    <Layout
      title={version.title}
      description={version.excerpt || version.title}
      language={version.language}
      direction={directionOf(version.language)}
      head={<ArticleHead {...{ article, version, snapshot, address, contentUrl, engagementUrl }} />}
    >
      <Story article={article} version={version} />
      <ServerBar {...page} language={version.language} look={snapshot.look} counters={snapshot.counters} />
      <ServerThread
        {...page}
        language={version.language}
        look={snapshot.look}
        thread={thread}
        isWhole={!isCut}
        addresses={addresses}
        form={{ hidden }}
      />
      <Onward {...neighbours} />
    </Layout>
  );
}

function Story({ article, version }: { article: ArticleEntity; version: ArticleVersionEntity }) {
  return (
    <article class="story">
      <TopicLinks topics={article.topics} />
      <h1>{version.title}</h1>
      <Byline article={article} version={version} />
      {article.versions.length > 1 && <VersionsNote article={article} version={version} />}
      <Contents version={version} />
      {/* Rendered from Markdown and sanitised when the article was saved. */}
      <div class="prose" dangerouslySetInnerHTML={{ __html: withFirstPicture(withHeadingLinks(version.html)) }} />
      <RelatedLinks links={article.related} />
    </article>
  );
}
