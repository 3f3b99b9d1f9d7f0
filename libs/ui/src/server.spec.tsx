import { type Comment, type Counters, LIMITS } from '@afterword/contracts';
import { render } from 'preact-render-to-string';
import { actionMessages } from './action-messages';
import { Bar } from './bar';
import { UI_LIMITS } from './limits';
import { liveMessages } from './live-messages';
import { messages } from './messages';
import { ServerBar, ServerThread } from './server';
import { Words } from './words';

const page = { site: 'demo', page: 'story' };
const addresses = { page: '/articles/story', comments: '/articles/story/comments' };
const counters: Counters = {
  comments: 2,
  shares: 12_345,
  rewards: { count: 3, amount: 40 },
  reactions: { like: 7, 'well-said': 1 },
};

function comment(changes: Partial<Comment> = {}): Comment {
  return {
    id: '01890000-0000-7000-8000-000000000000',
    parentId: null,
    depth: 0,
    author: { id: '01890000-0000-7000-8000-000000000001', name: 'Ada', avatarUrl: null, role: 'guest' },
    body: 'Hello',
    html: '<p>Hello</p>',
    status: 'published',
    createdAt: '2026-09-06T10:00:00.000Z',
    editedAt: null,
    pinned: false,
    reactions: { like: 0 },
    rewards: { count: 0, amount: 0 },
    viewer: null,
    replyCount: 0,
    replies: { items: [], next: null },
    ...changes,
  };
}
const thread = (items: Comment[], closed = false) =>
  render(
    <ServerThread
      {...page}
      language="en"
      addresses={addresses}
      thread={{ items, next: null, total: items.length, closed }}
    />,
  );

it("shows a site's own look in the page's language, and hands it to the widget", () => {
  const look = {
    icons: { 'well-said': '👏' },
    coin: '🌟',
    texts: {
      de: { points: { one: '{count} Stern', other: '{count} Sterne' }, reactions: { 'well-said': 'Treffend' } },
    },
  };
  const bar = render(<ServerBar {...page} language="de" counters={counters} look={look} />);
  expect(bar).toContain('<span aria-hidden="true">👏</span><span class="aw-label">Treffend</span>');
  expect(bar).toContain('<span aria-hidden="true">🌟</span>');
  expect(bar).toContain(' · 40 Sterne');
  expect(bar).toContain(`"look":${JSON.stringify(look)}`);
  const items = [comment({ reactions: { like: 0, 'well-said': 1 } })];
  const own = { items, next: null, total: 1, closed: false };
  const below = render(<ServerThread {...page} language="de" addresses={addresses} thread={own} look={look} />);
  expect(below).toContain('Treffend');
});

it('shows featured comments above the thread, with a link to where each stands', () => {
  const featured = [comment({ id: '01890000-0000-7000-8000-00000000000f', html: '<p>The best</p>', featured: true })];
  const html = render(
    <ServerThread
      {...page}
      language="en"
      addresses={addresses}
      thread={{ items: [comment()], featured, next: null, total: 2, closed: false }}
    />,
  );
  expect(html).toMatch(/aria-label="Featured".*The best.*Ada.*Hello/s);
  expect(html).toContain('href="/articles/story/comments/01890000-0000-7000-8000-00000000000f"');
  // An id is there once, and menus need a script.
  expect(html).not.toContain('id="comment-01890000-0000-7000-8000-00000000000f"');
  expect(html).not.toContain('More actions');
});

describe('ServerBar', () => {
  const html = render(<ServerBar {...page} language="en" counters={counters} />);

  it('shows every count as text, and names the amount', () => {
    expect(html).toMatch(/^<afterword-bar site="demo" page="story">/);
    for (const words of [
      'Reward</span> <b>3<',
      'Like</span> <b>7<',
      'Well said</span> <b>1<',
      'Share</span> <b>12.3K<',
    ]) {
      expect(html).toContain(words);
    }
    expect(html).toContain('<b>3</b><span class="aw-label"> · 40 points</span><');
  });

  it('says what takes a script, where none runs', () =>
    expect(html).toMatch(/<noscript><p [^>]*>These buttons need JavaScript\.</));

  it('speaks the language of the page', () => {
    const arabic = render(<ServerBar {...page} language="ar-EG" counters={counters} />);
    expect(arabic).toMatch(/lang="ar" dir="rtl"/);
    expect(arabic).toContain('إعجاب');
    const unknown = render(<ServerBar {...page} language="tlh" counters={counters} />);
    expect(unknown).toMatch(/lang="en" dir="ltr"/);
  });

  it('leaves its state for the widget', () => {
    const state = /<script type="application\/json" class="aw-state">(.*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(state)).toEqual({ counters, look: {} });
  });
});

describe('Bar', () => {
  it('claims no number that is not known', () => {
    const html = render(
      <Bar words={new Words()} counters={null} viewer={null} commentsHref="#comments" actions={null} />,
    );
    expect(html).toContain('Like</span> <b></b>');
    expect(html).toContain('Reward</span> <b></b><');
  });
});

describe('ServerThread', () => {
  it('says that there is nothing yet', () => {
    expect(thread([])).toContain('No comments yet');
    expect(thread([])).toContain('Be the first to comment.');
    expect(thread([], true)).not.toContain('Be the first to comment.');
  });

  it('shows each comment as an article with its replies, and a tombstone in the place of one that is gone', () => {
    const gone = { author: null, body: null, html: null, status: 'deleted' as const };
    const reply = comment({ id: '01890000-0000-7000-8000-000000000002', html: '<p>Reply</p>', depth: 1 });
    const html = thread([comment({ ...gone, replyCount: 1, replies: { items: [reply], next: null } })]);
    expect(html.match(/<article /g)).toHaveLength(2);
    expect(html).toContain('Deleted by the author');
    expect(html).toContain('id="comment-01890000-0000-7000-8000-000000000002"');
    expect(html).toContain('<p>Reply</p>');
  });

  it('counts replies at all levels that it does not show', () => {
    const reply = comment({ id: '01890000-0000-7000-8000-000000000002', depth: 1 });
    const replies = { items: [reply], next: 'a-cursor' };
    const html = (hiddenReplies?: number) =>
      thread([comment({ replyCount: 2, replies, ...(hiddenReplies !== undefined && { hiddenReplies }) })]);
    expect(html(6)).toContain('6 more replies');
    // An earlier service counts direct ones only.
    expect(html()).toContain('1 more reply');
  });

  it('says who took a comment away', () => {
    const gone = (status: Comment['status']) => thread([comment({ author: null, body: null, html: null, status })]);
    expect(gone('deleted')).toContain(messages.deleted);
    expect(gone('removed')).toContain(messages.removed);
    expect(messages.removed).toMatch(/moderator/);
  });

  it('names whom a deep reply answers, and marks staff, pinned and edited', () => {
    const staff = {
      id: '01890000-0000-7000-8000-000000000001',
      name: 'Grace',
      avatarUrl: null,
      role: 'staff' as const,
    };
    const deep = comment({ id: '01890000-0000-7000-8000-000000000003', depth: 3 });
    const html = thread([
      comment({
        author: staff,
        pinned: true,
        editedAt: '2026-09-06T10:01:00.000Z',
        replyCount: 1,
        replies: { items: [deep], next: null },
      }),
    ]);
    for (const words of ['Staff', 'Pinned', 'edited', 'to Grace']) expect(html).toContain(words);
  });

  it('calls guests without a name as the language of the page does, wherever it says who they are', () => {
    const author = { ...comment().author!, name: 'Guest' };
    const reply = (depth: number, items: Comment[]) =>
      comment({ id: `01890000-0000-7000-8000-00000000001${depth}`, author, depth, replies: { items, next: null } });
    const items = [reply(0, [reply(1, [reply(2, [reply(3, [])])])])];
    const data = { items, next: null, total: 4, closed: false, featured: items };
    const html = render(<ServerThread {...page} language="de" addresses={addresses} thread={data} />);
    const [markup = '', state = ''] = html.split('aw-state');
    expect([
      markup.match(/>Gast</g)?.length,
      markup.includes('Kommentar von Gast'),
      markup.includes('an Gast'),
    ]).toEqual([5, true, true]);
    expect([markup.includes('Guest'), state.includes('"Guest"')]).toEqual([false, true]);
    expect(new Words().name('Guest')).toBe('Guest');
  });

  it('lets nothing out of its place, whatever a reader is called', () => {
    const name = '</script><img src=x onerror=alert(1)>"\'';
    const html = thread([comment({ author: { id: 'x', name, avatarUrl: null, role: 'guest' } })]);
    expect(html).not.toContain('<img');
    expect(html.match(/<\/script>/g)).toHaveLength(1);
  });
});

it('has one message for a key: what readers are told before they act is not replaced when they act', () => {
  const keys = [messages, liveMessages, actionMessages].flatMap((some) => Object.keys(some));
  expect(new Set(keys).size).toBe(keys.length);
});

it('says the same limits as the service', () =>
  expect(UI_LIMITS).toEqual({
    commentLength: LIMITS.commentBodyLength,
    name: LIMITS.readerNameLength,
    title: LIMITS.titleLength,
    rewardMax: LIMITS.rewardMax,
    editWindowMinutes: LIMITS.editWindowMinutes,
    countersBatch: LIMITS.countersBatch,
  }));
