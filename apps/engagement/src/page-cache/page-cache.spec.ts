import type { GroupCommitOptions, GroupCommits } from '@afterword/platform';
import { GroupCommit } from '@afterword/platform';
import { PageChanges } from './page-changes';
import { SiteChanges } from '../sites';
import { PageCache } from './page-cache';
import type { StoredPage, StoredPagesRepository } from './stored-pages.repository';

const state = (version: number, id = 'page-1'): StoredPage => ({
  id,
  key: 'a',
  url: null,
  title: null,
  closed: false,
  closedAt: null,
  closedReason: null,
  authorIds: [],
  featured: [],
  countersVersion: version,
  commentsVersion: 0,
  counters: [],
});

/** The cache over a database that answers when the test lets it. */
function setUp() {
  let stored: StoredPage | null = null;
  let looks = 0;
  let held: Promise<void> | null = null;
  const repository = {
    of: async (names: readonly unknown[]) => {
      looks += 1;
      const read = stored;
      await held;
      return names.map(() => read);
    },
  } as unknown as StoredPagesRepository;
  const commits = {
    create: <C, R>(options: GroupCommitOptions<C, R>) => new GroupCommit<C, R>(options),
  } as unknown as GroupCommits;
  const changes = new PageChanges();
  const cache = new PageCache(commits, repository, changes, new SiteChanges());
  return {
    cache,
    looks: () => looks,
    /** Stores a state and says so, as a writer does after its commit. */
    write: (next: StoredPage) => {
      stored = next;
      changes.publish([{ siteId: 'site', pageId: next.id }]);
    },
    create: (next: StoredPage) => {
      stored = next;
      changes.publish([{ siteId: 'site', key: next.key }]);
    },
    /** What the database is asked from now on is answered when the returned function is called. */
    hold: () => {
      let open: () => void = () => undefined;
      held = new Promise((resolve) => (open = resolve));
      return () => {
        held = null;
        open();
      };
    },
    version: async () => (await cache.page('site', 'a')).stored?.countersVersion ?? null,
    /** Until the database has been asked so often. */
    asked: async (times: number) => {
      while (looks < times) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('the page cache', () => {
  it('asks once for what does not change', async () => {
    const { write, version, looks } = setUp();
    write(state(1));
    expect(await Promise.all([version(), version()])).toEqual([1, 1]);
    expect(await version()).toBe(1);
    expect(looks()).toBe(1);
  });

  it('asks anew after a change', async () => {
    const { write, version } = setUp();
    write(state(1));
    expect(await version()).toBe(1);
    write(state(2));
    expect(await version()).toBe(2);
  });

  it('does not keep what was read before a change that was told meanwhile', async () => {
    const { write, version, hold, asked } = setUp();
    write(state(1));
    const letGo = hold();
    const early = version();
    await asked(1);
    write(state(2));
    const late = version();
    letGo();
    expect([await early, await late, await version()]).toEqual([1, 2, 2]);
  });

  it('finds a page that came into being after its absence was kept', async () => {
    const { write, create, version, hold, asked } = setUp();
    expect(await version()).toBeNull();
    const letGo = hold();
    create(state(1));
    const read = version();
    await asked(2);
    write(state(2));
    letGo();
    expect(await read).toBe(1);
    expect(await version()).toBe(2);
  });

  it('throws away what is made of a page while it changes, and gives it to who asked before', async () => {
    const { cache, write } = setUp();
    write(state(1));
    const before = await cache.page('site', 'a');
    let finish: (value: string) => void = () => undefined;
    const slow = cache.response(before, 'thread', () => new Promise<string>((resolve) => (finish = resolve)));
    write(state(2));
    const after = await cache.page('site', 'a');
    const fresh = await cache.response(after, 'thread', () => 'new');
    finish('old');
    expect((await slow).body.toString()).toBe('"old"');
    expect(fresh.body.toString()).toBe('"new"');
    expect(await cache.response(after, 'thread', () => 'never made')).toBe(fresh);
  });

  it('makes an answer once for all who ask meanwhile, and again where making it failed', async () => {
    const { cache, write } = setUp();
    write(state(1));
    const page = await cache.page('site', 'a');
    let made = 0;
    const make = async () => Promise.resolve((made += 1));
    await Promise.all([cache.response(page, 'x', make), cache.response(page, 'x', make)]);
    expect(made).toBe(1);
    const fail = () => Promise.reject(new Error('away'));
    await expect(cache.response(page, 'y', fail)).rejects.toThrow('away');
    expect((await cache.response(page, 'y', () => 'there')).body.toString()).toBe('"there"');
  });
});
