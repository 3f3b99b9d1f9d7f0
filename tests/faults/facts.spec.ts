import { findingsOf, type Stored } from './facts';
import type { Operation } from './load';

const NOTHING: Stored = { marks: [], comments: [], rewards: [], shares: [] };
const row = { page: 'a', reader: 'ada', id: 'x', text: '' };
const operation = (fields: Partial<Operation>): Operation => ({
  kind: 'like',
  page: 'a',
  reader: 'ada',
  key: 'key',
  text: 'Hello',
  wanted: true,
  id: null,
  acknowledged: true,
  unanswered: 0,
  ...fields,
});
const comment = operation({ kind: 'comment', id: 'c' });
const reward = operation({ kind: 'reward', id: 'r' });
const unknown = { acknowledged: false, id: null, unanswered: 1 };
const counts = (operations: Operation[], stored: Partial<Stored>) => {
  const { acknowledged, lost, twice } = findingsOf(operations, { ...NOTHING, ...stored });
  return [acknowledged, lost.length, twice.length];
};

describe('what readers were told, beside what is stored', () => {
  it.each([
    ['a comment', [comment], { comments: [{ ...row, id: 'c', text: 'Hello' }] }],
    ['a reward', [reward], { rewards: [{ ...row, id: 'r' }] }],
    ['a share', [operation({ kind: 'share' })], { shares: [row] }],
    ['a like', [operation({})], { marks: [row] }],
    ['a like that was taken back', [operation({}), operation({ wanted: false })], {}],
    [
      'a like that was taken back, before a try without an answer arrived',
      [operation({ unanswered: 1 }), operation({ wanted: false })],
      { marks: [row] },
    ],
  ])('is the same: %s', (_name, operations, stored) => {
    expect(counts(operations, stored)).toEqual([operations.length, 0, 0]);
  });

  it.each([
    ['a comment', comment, 'comments', { ...row, text: 'Hello' }],
    ['a reward', reward, 'rewards', row],
  ] as const)('may be stored where no answer came: %s', (_name, asked, table, stored) => {
    expect(counts([{ ...asked, ...unknown }], { [table]: [stored] })).toEqual([0, 0, 0]);
    expect(counts([{ ...asked, ...unknown }], {})).toEqual([0, 0, 0]);
  });

  it.each([
    ['a comment', [comment], {}],
    ['a comment by another id', [comment], { comments: [{ ...row, id: 'other', text: 'Hello' }] }],
    ['a reward', [reward], {}],
    ['a share', [operation({ kind: 'share' })], {}],
    ['a like', [operation({})], {}],
    ['a like taken back', [operation({}), operation({ wanted: false })], { marks: [row] }],
  ])('finds what is lost: %s', (_name, operations, stored) => {
    expect(counts(operations, stored)).toEqual([operations.length, 1, 0]);
  });

  it.each([
    ['a comment', [comment], { comments: ['c', 'again'].map((id) => ({ ...row, id, text: 'Hello' })) }],
    ['a reward', [reward], { rewards: ['r', 'again'].map((id) => ({ ...row, id })) }],
    ['a like', [operation({})], { marks: [row, row] }],
  ])('finds what is there twice: %s', (_name, operations, stored) => {
    expect(counts(operations, stored)).toEqual([1, 0, 1]);
  });
});
