import {
  type Counters,
  type PageSnapshot,
  type SiteSettings,
  type SnapshotComment,
  zeroCounters,
} from '@afterword/contracts';
import { jobId, LinkProducer, metricsRegistry } from '@afterword/platform';
import { DataSource } from 'typeorm';
import { type RunningContent, startContent } from '@afterword/testing/content';
import { poll } from '@afterword/testing/poll';
import { SiteSettingsRepository } from './site-settings.repository';
import { SnapshotsRepository } from './snapshots.repository';

describe('snapshots of engagement', () => {
  let service: RunningContent;
  let repository: SnapshotsRepository;
  let number = 0;
  let page: string;

  beforeAll(async () => {
    service = await startContent();
    repository = service.app.get(SnapshotsRepository);
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    number += 1;
    page = `page ${number}`;
  });

  const liked = (like: number): Counters => ({ ...zeroCounters(), reactions: { like } });
  const thread = (version: number, total: number) => ({ version, items: [], next: null, total, closed: false });

  function snapshot(parts: Partial<Pick<PageSnapshot, 'counters' | 'comments'>>): PageSnapshot {
    const announcedAt = new Date().toISOString();
    return { schemaVersion: 1, site: 'demo', page, counters: null, comments: null, announcedAt, ...parts };
  }
  const counters = (version: number, like: number) => snapshot({ counters: { version, value: liked(like) } });

  const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const comment = (number: number, fields: Partial<SnapshotComment> = {}): SnapshotComment => ({
    id: uuid(number),
    parentId: null,
    depth: 0,
    author: null,
    body: 'Hi',
    html: '<p>Hi</p>',
    status: 'published',
    createdAt: '2026-11-28T10:00:00.000Z',
    editedAt: null,
    pinned: false,
    reactions: {},
    rewards: { count: 0, amount: 0 },
    replyCount: 0,
    viewer: null,
    replies: { items: [], next: null },
    ...fields,
  });

  /** Through the queue, as engagement does it. */
  const announce = (name: string, data: PageSnapshot) =>
    service.app
      .get(LinkProducer)
      .add('engagement', [{ name: 'page.snapshot', jobId: jobId('page.snapshot', page, name), data }]);
  const held = () => repository.of('demo', page);
  const arrived = (like: number) => poll(held, (snapshot) => snapshot.counters.reactions.like === like);

  const failures = async () => {
    const metric = await metricsRegistry.getSingleMetric('afterword_link_jobs_total')?.get();
    return metric?.values.find(({ labels }) => labels.outcome === 'failed')?.value ?? 0;
  };

  it('keep the look of the site beside the counters, as our own where it is not known here', async () => {
    const look = { icons: { like: '👍' }, coin: '🌟' };
    const told = (version: number, more: object) => snapshot({ counters: { version, value: liked(version), ...more } });
    await announce('look', told(1, { look }));
    await arrived(1);
    expect(await held()).toMatchObject({ counters: liked(1), look });
    await announce('newer look', told(2, { look: { icons: { like: '👍' }, motion: 'wild' } }));
    await arrived(2);
    expect(await held()).toMatchObject({ counters: liked(2), look: {} });
    const states = [];
    for await (const state of repository.states('demo')) states.push(state);
    expect(states.find((state) => state.page === page)?.counters).toEqual(liked(2));
  });

  it('are zeros and an empty thread until one comes', async () => {
    expect(await held()).toEqual({
      counters: zeroCounters(),
      look: {},
      thread: { items: [], next: null, total: 0, closed: false },
      countersVersion: 0,
      commentsVersion: 0,
      updatedAt: null,
    });
  });

  it('are applied once when they are delivered twice', async () => {
    expect(await repository.apply(counters(5, 50))).toBe(true);
    const first = await held();
    expect(await repository.apply(counters(5, 51))).toBe(false);
    expect(await held()).toEqual(first);
  });

  it('end with the newest when they are delivered out of order', async () => {
    for (const version of [2, 5, 1, 4, 3]) await repository.apply(counters(version, version * 10));
    expect(await held()).toMatchObject({ countersVersion: 5, counters: liked(50) });
  });

  it('are refused with versions that cannot be, and true ones are still applied', async () => {
    await repository.apply(counters(3, 30));
    await announce('forged', counters(9_000_000, 666));
    await poll(failures, (count) => count > 0);
    await repository.apply(counters(4, 31));
    expect(await held()).toMatchObject({ countersVersion: 4, counters: liked(31) });
    await expect(repository.apply({ ...counters(5, 32), announcedAt: '2126-01-01T00:00:00Z' })).rejects.toThrow(
      'future',
    );
    expect(await held()).toMatchObject({ countersVersion: 4 });
  });

  it('with lower versions are applied when engagement announces them much later: its database was restored', async () => {
    const at = (minutes: number, version: number, like: number) => ({
      ...counters(version, like),
      announcedAt: new Date(Date.now() + minutes * 60_000 - 3_600_000).toISOString(),
    });
    await repository.apply(at(0, 50, 500));
    expect(await repository.apply(at(0.5, 49, 490))).toBe(false);
    expect(await repository.apply(at(-10, 12, 120))).toBe(false);
    expect(await repository.apply(at(10, 12, 120))).toBe(true);
    expect(await held()).toMatchObject({ countersVersion: 12, counters: liked(120), commentsVersion: 0 });
    expect(await repository.apply(at(10, 12, 121))).toBe(false);
    await repository.apply(at(20, 13, 130));
    expect(await held()).toMatchObject({ countersVersion: 13, counters: liked(130) });
  });

  it('come without what runs in a page', async () => {
    const html =
      '<p onclick="x()">Hi <script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:x()">a</a></p>';
    const author = { id: uuid(1), name: 'Mallory', avatarUrl: 'javascript:alert(1)', role: 'guest' as const };
    const reply = comment(2, { html, author });
    const forged = thread(1, 2);
    await announce('script', {
      ...snapshot({
        comments: { ...forged, items: [comment(1, { html, author, replies: { items: [reply], next: null } })] },
      }),
    });
    const { thread: shown } = await poll(held, ({ commentsVersion }) => commentsVersion === 1);
    expect(shown.items).toHaveLength(1);
    expect(JSON.stringify(shown)).toContain('Hi ');
    expect(JSON.stringify(shown)).not.toMatch(/script|onerror|onclick|<img/);
  });

  it('end with the newest when all of them come at once', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => repository.apply(counters(index + 1, index + 1))));
    expect(await held()).toMatchObject({ countersVersion: 30, counters: liked(30) });
  });

  it('go by the version of each part', async () => {
    await repository.apply(snapshot({ counters: { version: 3, value: liked(3) }, comments: thread(7, 70) }));
    expect(
      await repository.apply(snapshot({ counters: { version: 4, value: liked(4) }, comments: thread(6, 60) })),
    ).toBe(true);
    expect(await held()).toMatchObject({ counters: liked(4), thread: { total: 70 } });
    expect(await repository.apply(snapshot({ comments: thread(8, 80) }))).toBe(true);
    expect(await held()).toMatchObject({
      counters: liked(4),
      countersVersion: 4,
      thread: { total: 80 },
      commentsVersion: 8,
    });
  });

  it('are kept for a page whose article is not there yet, and apart for each site', async () => {
    await announce('early', counters(1, 9));
    await arrived(9);
    expect((await repository.of('other', page)).updatedAt).toBeNull();
  });

  it('arrive over the queue, twice and late', async () => {
    await announce('newest', counters(9, 90));
    await arrived(90);
    await announce('again', counters(9, 91));
    await announce('late', counters(8, 80));
    await announce('last', counters(10, 100));
    await arrived(100);
  });

  it('say how old the newest of them is', async () => {
    const age = async () => {
      const { body } = await service.api.call<string>('GET', '/metrics');
      return Number(/^afterword_snapshot_age_seconds (\S+)$/m.exec(body)?.[1]);
    };
    await announce('aged', counters(1, 3));
    await arrived(3);
    const first = await age();
    expect(first).toBeGreaterThanOrEqual(0);
    // It grows while nothing is heard, and begins anew when something is.
    await poll(age, (seconds) => seconds > first + 0.1);
    const grown = await age();
    await announce('fresh', counters(2, 4));
    await poll(age, (seconds) => seconds < grown);
  });

  it('are tried again when the database fails midway', async () => {
    const database = service.app.get(DataSource);
    const before = await failures();
    await database.query('alter table engagement_snapshot rename to away');
    try {
      await announce('unlucky', counters(1, 7));
      await poll(failures, (count) => count > before);
    } finally {
      await database.query('alter table away rename to engagement_snapshot');
    }
    await arrived(7);
  });
});

describe('settings of a site', () => {
  let service: RunningContent;
  let repository: SnapshotsRepository;

  beforeAll(async () => {
    service = await startContent();
    repository = service.app.get(SnapshotsRepository);
  });
  afterAll(() => service.stop());

  const settings = (version: number, parts: Partial<SiteSettings> = {}): SiteSettings => ({
    schemaVersion: 1,
    site: 'demo',
    version,
    look: { coin: '🌟' },
    reactionKinds: ['like'],
    announcedAt: new Date().toISOString(),
    ...parts,
  });
  const stored = () => service.app.get(SiteSettingsRepository).of('demo');
  const snapshot = (reactions: Record<string, number>): PageSnapshot => ({
    schemaVersion: 1,
    site: 'demo',
    page: 'ferry',
    counters: { version: 1, value: { ...zeroCounters(), reactions }, look: { coin: '🪙' } },
    comments: null,
    announcedAt: new Date().toISOString(),
  });

  it('are over what came with the numbers of a page, and are those of pages that nothing came of', async () => {
    await repository.apply(snapshot({ like: 3, old: 2 }));
    expect(await repository.of('demo', 'ferry')).toMatchObject({
      look: { coin: '🪙' },
      counters: { reactions: { old: 2 } },
    });
    await repository.applySettings(settings(10, { reactionKinds: ['wow', 'like'] }));
    for (const [page, like] of [
      ['ferry', 3],
      ['quay', 0],
    ] as const) {
      const { look, counters } = await repository.of('demo', page);
      expect([look, Object.entries(counters.reactions)]).toEqual([
        { coin: '🌟' },
        [
          ['wow', 0],
          ['like', like],
        ],
      ]);
    }
    const many = await repository.ofMany([{ siteId: 'demo', pageKey: 'quay' }]);
    expect(many.get('quay')).toMatchObject({ look: { coin: '🌟' } });
  });

  it('are applied once, and in the order of their versions', async () => {
    expect(await repository.applySettings(settings(20, { look: { coin: '🍀' } }))).toBe(true);
    expect(await repository.applySettings(settings(20, { look: {} }))).toBe(false);
    expect(await repository.applySettings(settings(19, { look: {} }))).toBe(false);
    expect(await stored()).toEqual({ look: { coin: '🍀' }, reactionKinds: ['like'] });
  });

  it('are refused of a later time than now, by version or by date', async () => {
    const later = Date.now() + 600_000;
    await expect(repository.applySettings(settings(later))).rejects.toThrow('future');
    const announcedAt = new Date(later).toISOString();
    await expect(repository.applySettings(settings(30, { announcedAt }))).rejects.toThrow('future');
    expect(await stored()).toMatchObject({ look: { coin: '🍀' } });
  });

  it('come over the queue, of a newer engagement too: a look that is not known here is ours', async () => {
    const newer = { ...settings(40), look: { motion: 'wild' }, theme: 'dark' };
    const queue = service.app.get(LinkProducer).queue('engagement');
    await queue.add('site.settings', newer, { jobId: 'from-a-newer-engagement' });
    await poll(stored, (held) => held?.look.coin === undefined);
    expect(await stored()).toEqual({ look: {}, reactionKinds: ['like'] });
  });
});
