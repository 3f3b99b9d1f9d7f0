import * as contracts from '@afterword/contracts';
import { HealthSchema, LiveSchema, schemasIn, type ServiceDescription } from '@afterword/platform';

const { LIMITS } = contracts;

/** What engagement's OpenAPI document says beside the operations, which stand beside their handlers. */
export const description: ServiceDescription = {
  title: 'Afterword: engagement',
  summary: 'Comments, reactions, rewards and shares.',
  tags: [
    'Readers',
    'Pages',
    'Comments',
    'Shares and rewards',
    'Moderation',
    'Notifications',
    'Webhooks',
    'Imports',
    'Staff',
    'Operator',
    'Widget',
    'Service',
  ],
  parameters: {
    site: { description: 'The id of a site.', schema: { type: 'string', maxLength: LIMITS.siteIdLength } },
    page: {
      description: 'One of the page’s keys, percent-encoded; a URL counts in its normal form.',
      schema: { type: 'string', minLength: 1, maxLength: LIMITS.urlEncodedLength },
    },
    kind: { description: 'One of the site’s kinds of reactions.', schema: { type: 'string' } },
    id: { description: 'The id of the thing.', schema: { type: 'string', format: 'uuid' } },
  },
  queryParameters: {
    site: 'The id of a site.',
    page: 'A page’s key; as often as there are pages.',
    limit: 'Items of the list at most.',
    cursor: 'The `next` of the list before.',
  },
  schemas: schemasIn({ ...contracts, HealthSchema, LiveSchema }, { except: ['ProblemError'] }),
};
