import { z } from 'zod';
import {
  ArticleFieldsSchema,
  CreateCommentSchema,
  CreateRewardSchema,
  CreateSiteSchema,
  LIMITS,
  SiteLookSchema,
} from '.';

const messages = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('/')} ${message}`);

describe('A message of validation', () => {
  it.each<[string, z.ZodType, unknown, string]>([
    ['a missing field', CreateCommentSchema, {}, 'body is required and must be a string'],
    ['a field of another type', CreateCommentSchema, { body: 1 }, 'body must be a string'],
    ['an empty text', CreateCommentSchema, { body: ' ' }, 'body must not be empty'],
    [
      'a text that is too long',
      CreateCommentSchema,
      { body: 'x'.repeat(LIMITS.commentBodyLength + 1) },
      'body must have at most 10000 characters',
    ],
    ['another format', CreateCommentSchema, { body: 'x', parentId: '1' }, 'parentId must be a UUID'],
    ['an unknown field', CreateCommentSchema, { body: 'x', a: 1 }, ' must be left out, because there is no such field'],
    ['a fraction', CreateRewardSchema, { amount: 1.5 }, 'amount must be a whole number'],
    ['a number that is too small', CreateRewardSchema, { amount: 0 }, 'amount must be at least 1'],
    ['a number that is too large', CreateRewardSchema, { amount: 1_001 }, 'amount must be at most 1000'],
    [
      'a value that is none of the allowed ones',
      CreateSiteSchema,
      { id: 'a', name: 'A', proofOfWork: 'x' },
      'proofOfWork must be one of "off", "burst", "always"',
    ],
    [
      'a list that is too long',
      ArticleFieldsSchema.pick({ topics: true }),
      { topics: Array.from({ length: 21 }, (_, index) => `t${index}`) },
      'topics must have at most 20 items',
    ],
    [
      'no text of zod',
      z.object({ a: z.union([z.literal(1), z.uuid()]) }),
      { a: 2 },
      'a must have one of the allowed forms',
    ],
    [
      'the key of a record',
      SiteLookSchema.pick({ texts: true }),
      { texts: { EN: {} } },
      'texts/EN must be a language of the widget, for example "de" or "zh-Hans"',
    ],
    ['a bound that is excluded', z.number().gt(0), 0, ' must be more than 0'],
    ['one item', z.array(z.string()).min(1), [], ' must have at least 1 item'],
  ])('says what is allowed for %s', (_what, schema, value, expected) => {
    expect(messages(schema, value)).toEqual([expected]);
  });

  it('gives way to the message of a schema', () => {
    expect(messages(CreateSiteSchema.pick({ id: true }), { id: 'A' })).toEqual([
      'id must be lower-case letters, digits and hyphens',
    ]);
  });
});
