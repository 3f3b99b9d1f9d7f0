import type { Counters, SnapshotComment } from '@afterword/contracts';
import {
  type ArticleEntity,
  type ArticleVersionEntity,
  originalVersion,
  readingMinutes,
  shownVersion,
  versionPath,
} from '../articles';
import type { Snapshot } from '../snapshots';

export interface JsonLdOptions {
  article: ArticleEntity;
  version: ArticleVersionEntity;
  snapshot: Pick<Snapshot, 'counters' | 'thread'>;
  contentUrl: string;
  /** The name of the publication. */
  publisher: string;
}

/** The page in schema.org's vocabulary, safe inside a script element. */
export const jsonLd = (options: JsonLdOptions): string =>
  JSON.stringify({ '@context': 'https://schema.org', ...newsArticle(options) }).replaceAll('<', '\\u003c');

/** The article with its counts and its discussion. */
function newsArticle({ article, version, snapshot, contentUrl, publisher: name }: JsonLdOptions) {
  const urlOf = (one: ArticleVersionEntity) => contentUrl + versionPath(article, one);
  const url = urlOf(version);
  const publisher = { '@type': 'Organization', name, url: contentUrl };
  const published = article.publishedAt && { datePublished: article.publishedAt.toISOString() };
  const { counters, thread } = snapshot;
  return {
    '@type': 'NewsArticle',
    '@id': url,
    headline: version.title,
    description: version.excerpt,
    inLanguage: version.language,
    url,
    mainEntityOfPage: url,
    ...published,
    dateModified: article.updatedAt.toISOString(),
    ...(article.author !== null && { author: { '@type': 'Person', name: article.author } }),
    publisher,
    keywords: article.topics.map(({ name }) => name),
    timeRequired: `PT${readingMinutes(version.body)}M`,
    ...(article.sourceUrl !== null && { isBasedOn: article.sourceUrl }),
    ...translations(article, version, urlOf),
    commentCount: counters.comments,
    discussionUrl: `${url}#comments`,
    interactionStatistic: statistics(counters),
    ...(thread.items.length > 0 && {
      subjectOf: {
        '@type': 'DiscussionForumPosting',
        '@id': `${url}#comments`,
        url: `${url}#comments`,
        headline: version.title,
        author: publisher,
        ...published,
        sharedContent: { '@type': 'WebPage', url },
        commentCount: counters.comments,
        interactionStatistic: [interaction('CommentAction', counters.comments)],
        comment: thread.items.flatMap((comment) => commentOf(comment, url)),
      },
    }),
  };
}

/** Links between the original and its translations. */
function translations(
  article: ArticleEntity,
  version: ArticleVersionEntity,
  urlOf: (version: ArticleVersionEntity) => string,
) {
  const source = originalVersion(article) ?? shownVersion(article);
  const refer = (one: ArticleVersionEntity) => ({
    '@type': 'NewsArticle',
    '@id': urlOf(one),
    inLanguage: one.language,
  });
  if (article.versions.length === 1) return {};
  if (version !== source) return { translationOfWork: refer(source) };
  return { workTranslation: article.versions.filter((one) => one !== source).map(refer) };
}

/** A comment with its replies. A tombstone is left out, its replies are not. */
function commentOf(comment: SnapshotComment, pageUrl: string): object[] {
  const replies = comment.replies.items.flatMap((reply) => commentOf(reply, pageUrl));
  if (!comment.author) return replies;
  const url = `${pageUrl}#comment-${comment.id}`;
  const likes = comment.reactions.like ?? 0;
  return [
    {
      '@type': 'Comment',
      '@id': url,
      url,
      author: { '@type': 'Person', name: comment.author.name },
      text: comment.body,
      datePublished: comment.createdAt,
      ...(comment.editedAt !== null && { dateModified: comment.editedAt }),
      upvoteCount: likes,
      commentCount: comment.replyCount,
      interactionStatistic: [interaction('LikeAction', likes)],
      ...(replies.length > 0 && { comment: replies }),
    },
  ];
}

const statistics = (counters: Counters) => [
  interaction('CommentAction', counters.comments),
  interaction('LikeAction', counters.reactions.like ?? 0),
  interaction('ShareAction', counters.shares),
];

const interaction = (type: string, count: number) => ({
  '@type': 'InteractionCounter',
  interactionType: `https://schema.org/${type}`,
  userInteractionCount: count,
});
