import { PageSnapshotSchema, type SnapshotCommentMessage } from './page-snapshot';

const uuid = (number: number) => `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`;

const comment = (number: number, fields: object = {}, replies: SnapshotCommentMessage[] = []) => ({
  id: uuid(number),
  parentId: null,
  depth: 0,
  author: { id: uuid(900), name: 'Ada', avatarUrl: null, role: 'guest' },
  body: `Body ${number}`,
  html: `<p>Body ${number}</p>`,
  status: 'published',
  createdAt: '2026-01-01T00:00:00.000Z',
  editedAt: null,
  pinned: false,
  reactions: { like: 1 },
  rewards: { count: 0, amount: 0 },
  viewer: null,
  replyCount: replies.length,
  replies: { items: replies, next: null },
  ...fields,
});

const snapshot = (items: readonly object[], fields: object = {}) => ({
  schemaVersion: 1,
  site: 'gazette',
  page: 'a-page',
  counters: {
    version: 3,
    value: { comments: 2, shares: 0, rewards: { count: 0, amount: 0 }, reactions: { like: 5 } },
  },
  comments: { version: 4, items, next: null, total: 2, closed: false },
  announcedAt: '2026-01-02T00:00:00.000Z',
  ...fields,
});

describe('the snapshot of a page', () => {
  it('is read as it was sent, and once read can be sent again', () => {
    const sent = snapshot([comment(1, {}, [comment(2)]), comment(3, { status: 'deleted', author: null, body: null })]);
    const read = PageSnapshotSchema.parse(sent);
    expect(read).toEqual(sent);
    expect(PageSnapshotSchema.parse(read)).toEqual(read);
  });

  it('shows a comment of an unknown status as a tombstone, and its replies as they are', () => {
    const { comments } = PageSnapshotSchema.parse(snapshot([comment(1, { status: 'spam' }, [comment(2)])]));
    expect(comments?.items).toEqual([
      { ...comment(1, {}, [comment(2)]), author: null, body: null, html: null, status: 'deleted' },
    ]);
  });

  it('ignores fields and parts that it does not know', () => {
    const author = { ...comment(1).author, badge: { colour: 'gold' } };
    const newer = snapshot([comment(1, { author, translation: { en: 'Hello' }, viewer: { muted: true } })], {
      polls: { version: 2, items: [{ question: 'Why?' }] },
    });
    const known = snapshot([comment(1)]);
    const counters = { ...known.counters, value: { ...known.counters.value, views: 9_000 }, since: 'yesterday' };
    const comments = { ...newer.comments, locked: 'for now' };
    expect(PageSnapshotSchema.parse({ ...newer, counters, comments })).toEqual(known);
  });

  it('reads an unknown role of an author as "member"', () => {
    const author = { ...comment(1).author, role: 'patron' };
    const { comments } = PageSnapshotSchema.parse(snapshot([comment(1, { author })]));
    expect(comments?.items[0]?.author).toEqual({ ...author, role: 'member' });
  });

  it('fills in what messages of older versions lack', () => {
    const { rewards, viewer, ...older } = comment(1);
    const { comments } = PageSnapshotSchema.parse(snapshot([older]));
    expect(comments?.items[0]).toMatchObject({ rewards, viewer });
  });

  it.each([
    ['another schema version', { schemaVersion: 2 }],
    ['no site', { site: undefined }],
    ['no page', { page: '' }],
    ['no time', { announcedAt: undefined }],
    ['counters that are no counts', { counters: { version: 1, value: { comments: -1 } } }],
    ['a comment without an id', snapshot([comment(1, { id: undefined })])],
    ['a comment without a status', snapshot([comment(1, { status: undefined })])],
    ['a comment without a time', snapshot([comment(1, { createdAt: 'yesterday' })])],
    ['an author without a name', snapshot([comment(1, { author: { id: uuid(900), avatarUrl: null, role: 'guest' } })])],
    ['a reply without an id', snapshot([comment(1, { replies: { items: [{}], next: null } })])],
  ])('refuses a message with %s', (_name, fields) => {
    expect(PageSnapshotSchema.safeParse({ ...snapshot([comment(1)]), ...fields }).success).toBe(false);
  });
});
