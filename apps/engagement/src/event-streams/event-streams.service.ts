import { type Comment, LIMITS, type Site } from '@afterword/contracts';
import { ANONYMOUS, CONFIG, DomainError, gauge, RelayLoop, rowsOf, type ServiceConfig } from '@afterword/platform';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CommentReader, CommentsRepository, publicStatus } from '../comments';
import { CountersRepository } from '../counters';
import { PageChanges } from '../page-cache';
import { SitesService } from '../sites';
import { eventId, type PageVersions } from './event-id';
import { EventStream } from './event-stream';
import { VERSIONS_OF_PAGES } from './event-streams.sql';

/** How many changes of a thread are told one by one; of more, that it has changed: whoever shows it reads it anew. */
const MAX_CHANGES = 100;
/** A change that no word came of is seen after this long at the latest. Milliseconds. */
const IDLE_MS = 500;
/** Changes of a hot page are told together, this often. Milliseconds. */
const BUSY_MS = 50;
const HEARTBEAT_MS = 25_000;

/** A page that somebody watches from this process, and how far its watchers have been told. */
interface Channel extends PageVersions {
  siteId: string;
  key: string;
  streams: Set<EventStream>;
  /** The streams, and those that are about to be: they still read the past. */
  watchers: number;
}

interface WatchedPage extends PageVersions {
  siteId: string;
  key: string;
  pageId: string;
}

interface PageEvent {
  name: 'counters' | 'comment.created' | 'comment.updated' | 'comment.removed' | 'thread.changed';
  data: unknown;
}

/**
 * Tells watchers what happens on a page. The database is asked where the watched pages stand, all of them in one statement;
 * what changed is read once for a page, however many watch it. So a stream can be taken up again after any pause, and it
 * needs no message between processes; one that comes only makes it look sooner (decision records 0007 and 0017).
 */
@Injectable()
export class EventStreams implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly channels = new Map<string, Channel>();
  private readonly addresses = new Map<string, number>();
  private readonly loop = new RelayLoop({ name: 'Events', tick: () => this.tick(), busyMs: BUSY_MS, idleMs: IDLE_MS });
  private heartbeats: NodeJS.Timeout | undefined;
  private readonly open = gauge('afterword_event_streams', 'Event streams that are open');

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly counters: CountersRepository,
    private readonly comments: CommentsRepository,
    private readonly reader: CommentReader,
    private readonly sites: SitesService,
    private readonly changes: PageChanges,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.roles.has('api')) return;
    this.changes.listen({
      changed: () => {
        if (this.channels.size > 0) this.loop.wake();
      },
    });
    this.loop.start();
    this.heartbeats = setInterval(() => {
      for (const { streams } of this.channels.values()) for (const stream of streams) stream.heartbeat();
    }, HEARTBEAT_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.heartbeats);
    for (const { streams } of this.channels.values()) for (const stream of streams) stream.close();
    await this.loop.stop();
  }

  /**
   * A stream of a page's events, which begins with what happened after `since`, or with the present counters.
   * @throws DomainError `rate-limited` when the address has too many streams open
   */
  async watch(
    site: Site,
    pageKey: string,
    { since, address }: { since: PageVersions | null; address: string },
  ): Promise<EventStream> {
    const stream = this.openStream(address);
    try {
      const channel = await this.join(site.id, pageKey, stream);
      let told = since ?? { countersVersion: -1, commentsVersion: channel.commentsVersion };
      // While the past is read, the page may move on; the stream joins the others when it stands where they do.
      while (isBehind(told, channel)) {
        const { countersVersion, commentsVersion } = channel;
        const events = await this.eventsSince(channel, told, { countersVersion, commentsVersion });
        told = { countersVersion, commentsVersion };
        for (const event of events) stream.event({ ...event, id: eventId(told) });
      }
      channel.streams.add(stream);
      return stream;
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }

  /** Counted from now on until it closes, so that many that are opened at once count too. */
  private openStream(address: string): EventStream {
    const streams = this.addresses.get(address) ?? 0;
    if (this.config.rateLimits && streams >= LIMITS.eventStreamsPerAddress)
      throw new DomainError('rate-limited', { headers: { 'retry-after': '30' } });
    const stream = new EventStream();
    this.addresses.set(address, streams + 1);
    this.open.inc();
    stream.once('close', () => {
      const left = (this.addresses.get(address) ?? 1) - 1;
      if (left > 0) this.addresses.set(address, left);
      else this.addresses.delete(address);
      this.open.dec();
    });
    return stream;
  }

  /** The page's channel, which stays open as long as the stream does. */
  private async join(siteId: string, key: string, stream: EventStream): Promise<Channel> {
    const name = JSON.stringify([siteId, key]);
    const [state] = this.channels.has(name) ? [] : await this.statesOf([{ siteId, key }]);
    const { countersVersion = 0, commentsVersion = 0 } = state ?? {};
    // Another watcher may have opened it meanwhile.
    const channel = this.channels.get(name) ?? {
      ...{ siteId, key, countersVersion, commentsVersion },
      streams: new Set(),
      watchers: 0,
    };
    this.channels.set(name, channel);
    channel.watchers += 1;
    stream.once('close', () => {
      channel.streams.delete(stream);
      channel.watchers -= 1;
      if (channel.watchers === 0) this.channels.delete(name);
    });
    return channel;
  }

  /** Tells the watchers of every page that has moved on. @returns how many have */
  private async tick(): Promise<number> {
    const watched = [...this.channels.values()];
    if (watched.length === 0) return 0;
    let moved = 0;
    for (const now of await this.statesOf(watched)) {
      const channel = this.channels.get(JSON.stringify([now.siteId, now.key]));
      if (!channel || !isBehind(channel, now)) continue;
      moved += 1;
      const { countersVersion, commentsVersion } = channel;
      const events = await this.eventsSince(channel, { countersVersion, commentsVersion }, now);
      Object.assign(channel, { countersVersion: now.countersVersion, commentsVersion: now.commentsVersion });
      for (const stream of channel.streams) for (const event of events) stream.event({ ...event, id: eventId(now) });
    }
    return moved;
  }

  private statesOf(pages: readonly { siteId: string; key: string }[]): Promise<WatchedPage[]> {
    const sites = pages.map(({ siteId }) => siteId);
    return rowsOf<WatchedPage>(this.dataSource, VERSIONS_OF_PAGES, [sites, pages.map(({ key }) => key)]);
  }

  private async eventsSince(
    { siteId, key }: { siteId: string; key: string },
    since: PageVersions,
    now: PageVersions,
  ): Promise<PageEvent[]> {
    const site = await this.sites.get(siteId);
    const events: PageEvent[] = [];
    if (now.commentsVersion > since.commentsVersion) {
      const rows = await this.comments.changedSince({ siteId, key }, since.commentsVersion, MAX_CHANGES + 1);
      const tooMany = rows.length > MAX_CHANGES;
      if (tooMany) events.push({ name: 'thread.changed', data: {} });
      for (const row of tooMany ? [] : rows) {
        const { id, parentId, status } = row;
        if (status !== 'published') events.push({ name: 'comment.removed', data: { id, parentId, status: publicStatus(status, false) } });
        else {
          const comment: Comment = await this.reader.one(site, row, ANONYMOUS);
          events.push({ name: row.isNew ? 'comment.created' : 'comment.updated', data: comment });
        }
      }
    }
    if (now.countersVersion > since.countersVersion) {
      const counters = (await this.counters.ofKeys(siteId, [key], site.reactionKinds)).get(key);
      events.push({ name: 'counters', data: { counters, version: now.countersVersion + now.commentsVersion } });
    }
    return events;
  }
}

const isBehind = (told: PageVersions, now: PageVersions): boolean =>
  told.countersVersion < now.countersVersion || told.commentsVersion < now.commentsVersion;
