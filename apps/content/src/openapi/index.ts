import * as contracts from '@afterword/contracts';
import {
  HealthSchema,
  LiveSchema,
  type Operation,
  type ServiceDescription,
  serviceOperations,
} from '@afterword/platform';
import { OembedQuerySchema } from '../feeds';
import { ArticleQuerySchema, ListQuerySchema } from '../pages';

const article = '/v1/articles/{slug}';
const articles = { tag: 'Articles' } as const;
const operator = { tag: 'Operator', access: 'operator' } as const;
const site = { tag: 'Pages and feeds', access: 'anybody', method: 'get' } as const;
const html = { status: 200, mediaType: 'text/html' } as const;

const operations: readonly Operation[] = [
  {
    ...articles,
    id: 'listArticles',
    method: 'get',
    path: '/v1/articles',
    summary: 'Published articles, the latest first.',
    access: 'anybody',
    query: contracts.ArticleListQuerySchema,
    cacheable: true,
    answer: { status: 200, schema: contracts.ArticleListSchema },
  },
  {
    ...articles,
    id: 'readArticle',
    method: 'get',
    path: article,
    summary:
      'An article with its counters, as content last heard of them. A slug that it had before leads to its present one.',
    access: 'anybody',
    cacheable: true,
    answer: { status: 200, schema: contracts.ArticleSchema },
    problems: ['article-not-found'],
  },
  {
    ...operator,
    id: 'createArticle',
    method: 'post',
    path: '/v1/articles',
    summary: 'Adds an article, as a draft.',
    body: contracts.CreateArticleSchema,
    answer: { status: 201, schema: contracts.ArticleSchema },
    problems: ['article-taken'],
  },
  {
    ...operator,
    id: 'updateArticle',
    method: 'patch',
    path: article,
    summary: 'Changes what is named; null takes a field away. `If-Match` is honoured.',
    body: contracts.UpdateArticleSchema,
    answer: { status: 200, schema: contracts.ArticleSchema },
    ifMatch: true,
    problems: ['article-not-found', 'article-taken'],
  },
  {
    ...operator,
    id: 'deleteArticle',
    method: 'delete',
    path: article,
    summary: 'Deletes an article.',
    answer: { status: 204 },
    ifMatch: true,
    problems: ['article-not-found'],
  },
  {
    ...operator,
    id: 'publishArticle',
    method: 'post',
    path: `${article}/publish`,
    summary: 'Publishes an article, at once or when its time has come.',
    body: contracts.PublishArticleSchema,
    answer: { status: 200, schema: contracts.ArticleSchema },
    ifMatch: true,
    problems: ['article-not-found'],
  },
  {
    ...operator,
    id: 'unpublishArticle',
    method: 'post',
    path: `${article}/unpublish`,
    summary: 'Takes an article back from the public.',
    answer: { status: 200, schema: contracts.ArticleSchema },
    ifMatch: true,
    problems: ['article-not-found'],
  },
  {
    ...site,
    id: 'home',
    path: '/',
    summary: 'The latest articles, as a page.',
    query: ListQuerySchema,
    cacheable: true,
    answer: html,
  },
  { ...site, id: 'topics', path: '/topics', summary: 'The topics, as a page.', cacheable: true, answer: html },
  {
    ...site,
    id: 'topic',
    path: '/topics/{topic}',
    summary: 'Those of a topic, as a page.',
    query: ListQuerySchema,
    cacheable: true,
    answer: html,
  },
  {
    ...site,
    id: 'articlePage',
    path: '/articles/{slug}',
    summary:
      'The article, as a page; in another of its languages with `version`. A slug that it had before leads to its present one.',
    query: ArticleQuerySchema,
    cacheable: true,
    answer: html,
  },
  {
    ...site,
    id: 'atom',
    path: '/feed.xml',
    summary: 'The latest articles as Atom.',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/atom+xml' },
  },
  {
    ...site,
    id: 'jsonFeed',
    path: '/feed.json',
    summary: 'The latest articles as JSON Feed 1.1.',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/feed+json' },
  },
  {
    ...site,
    id: 'sitemap',
    path: '/sitemap.xml',
    summary: 'The addresses of the latest 50,000 articles.',
    cacheable: true,
    answer: { status: 200, mediaType: 'application/xml' },
  },
  {
    ...site,
    id: 'robots',
    path: '/robots.txt',
    summary: 'Where the sitemap is.',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/plain' },
  },
  {
    ...site,
    id: 'oembed',
    path: '/oembed',
    summary: 'oEmbed 1.0 for the address of an article.',
    query: OembedQuerySchema,
    cacheable: true,
    answer: { status: 200, mediaType: 'application/json' },
    problems: ['article-not-found', 'invalid-request'],
  },
];

/** What content's OpenAPI document is made of. */
export const description: ServiceDescription = {
  title: 'Afterword: content',
  summary: 'Articles, and the pages and feeds that show them.',
  parameters: {
    slug: {
      description: 'The slug of an article.',
      schema: { type: 'string', maxLength: contracts.LIMITS.slugLength },
    },
    topic: { description: 'The slug of a topic.', schema: { type: 'string' } },
  },
  queryParameters: {
    topic: 'Articles of one topic only.',
    limit: 'Items of the list at most.',
    cursor: 'Where the list goes on.',
    version: '`original`, or one of the languages of the article.',
    url: 'The address of an article.',
    format: 'JSON is the only one.',
  },
  schemas: {
    Article: contracts.ArticleSchema,
    ArticleList: contracts.ArticleListSchema,
    Counters: contracts.CountersSchema,
    Health: HealthSchema,
    Live: LiveSchema,
  },
  bodies: {
    CreateArticle: contracts.CreateArticleSchema,
    UpdateArticle: contracts.UpdateArticleSchema,
    PublishArticle: contracts.PublishArticleSchema,
  },
  operations: [...operations, ...serviceOperations],
};
