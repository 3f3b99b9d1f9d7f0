import { randomUUID } from 'node:crypto';
import type { BroadcastListener, GroupCommit, GroupCommitOptions } from '@afterword/platform';
import { PageChanges } from '../page-cache';
import type { PageCommand, PageWriter } from './page-writer';
import { PageWrites } from './page-writes';

describe('after a batch', () => {
  const pageId = randomUUID();
  const changed = `demo#${pageId}`;
  const commands = (many: number) =>
    Array.from(
      { length: many },
      () => ({ siteId: 'demo', pageId, principal: { kind: 'anonymous' }, key: null }) as never,
    );

  /** The pause that writers are made with, and what other processes say. */
  function make() {
    const listeners: BroadcastListener[] = [];
    const broadcast = { listen: (listener: BroadcastListener) => listeners.push(listener), say: () => undefined };
    const changes = new PageChanges(broadcast as never);
    let options: GroupCommitOptions<PageCommand, unknown> | undefined;
    const commits = {
      create: (given: GroupCommitOptions<PageCommand, unknown>) => {
        options = given;
        return {} as GroupCommit<PageCommand, unknown>;
      },
    };
    const writes = new PageWrites({} as never, commits as never, {} as never, {} as never, changes);
    writes.inGroups({ name: 'spec' } as PageWriter<PageCommand, unknown>);
    const hear = (word: string) => listeners.forEach(({ heard }) => heard([word]));
    return { changes, hear, pause: (many: number, tookMs: number) => options?.pauseAfter?.(commands(many), tookMs) };
  }

  it('a process waits for none where it alone changes the page', () => {
    const { changes, hear, pause } = make();
    changes.publish([{ siteId: 'demo', pageId }]);
    hear(`demo#${randomUUID()}`);
    expect(pause(100, 10)).toBe(0);
  });

  it('a process lets a part of that time pass, and 25 ms at most, where another one changes the page too', () => {
    const { hear, pause } = make();
    hear(changed);
    expect(pause(8, 10)).toBeCloseTo(7);
    expect(pause(8, 1_000)).toBe(25);
  });

  it('a process waits for none where there is no storm', () => {
    const { hear, pause } = make();
    hear(changed);
    expect(pause(7, 10)).toBe(0);
  });
});
