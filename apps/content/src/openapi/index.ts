import * as contracts from '@afterword/contracts';
import { HealthSchema, LiveSchema, schemasIn, type ServiceDescription } from '@afterword/platform';

/** What content's OpenAPI document says beside the operations, which stand beside their handlers. */
export const description: ServiceDescription = {
  title: 'Afterword: content',
  summary: 'Articles, and the pages and feeds that show them.',
  tags: ['Articles', 'Operator', 'Pages and feeds', 'Service'],
  parameters: {
    slug: {
      description: 'The slug of an article.',
      schema: { type: 'string', maxLength: contracts.LIMITS.slugLength },
    },
    topic: { description: 'The slug of a topic.', schema: { type: 'string' } },
    year: { description: 'Four digits.', schema: { type: 'string' } },
    month: { description: 'Two digits.', schema: { type: 'string' } },
  },
  queryParameters: {
    topic: 'Articles of one topic only.',
    q: 'What is looked for: words, "phrases", or, -without.',
    limit: 'Items of the list at most.',
    cursor: 'Where the list goes on.',
    version: '`original`, or one of the languages of the article.',
  },
  schemas: schemasIn(
    { ...contracts, HealthSchema, LiveSchema },
    // These are written out where they are used.
    { except: ['ArticleSource', 'ArticleText', 'ArticleVersion', 'Challenge', 'ProblemError', 'RelatedLink'] },
  ),
};
