import type { Site } from '@afterword/contracts';
import { ANONYMOUS, CONFIG, gauge, type RelayLoop, RelayLoops, rowsOf, type ServiceConfig } from '@afterword/platform';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CommentReader, CommentsRepository, publicStatus } from '../comments';
import { CountersRepository } from '../counters';
import { PageChanges } from '../page-cache';
import { eventId, type PageVersions, tagOf, type Told } from '../pages';
import { RestoredBackups } from '../restored-backups';
import { SitesService } from '../sites';
import { type EventStream, MAX_WAITING } from './event-stream';
import { OpenStreams } from './open-streams';
import { VERSIONS_OF_PAGES } from './event-streams.sql';

/** How many changes of a thread are told one by one; of more, that it has changed: whoever shows it reads it anew. */
const MAX_CHANGES = 100;
/**
 * How much of a thread is told one by one, likewise. Half of what may wait for a client, so that one which is a little behind is not cut
 * off by it. Bytes.
 */
const MAX_CHANGED_BYTES = MAX_WAITING / 2;
/** A change that no word came of is seen after this long at the latest. Milliseconds. */
const IDLE_MS = 500;
/** Changes of a hot page are told together, this often. Milliseconds. */
const BUSY_MS = 50;

/** A page that somebody watches from this process, and how far its watchers have been told. */
interface Channel extends PageState {
  siteId: string;
  key: string;
  streams: Set<EventStream>;
  /** The streams, and those that are about to be: they still read the past. */
  watchers: number;
}

/** Where a key leads, and how the page stands. */
interface PageState extends PageVersions {
  /** Null while the key leads to no page. */
  pageId: string | null;
}

interface WatchedPage extends PageState {
  siteId: string;
  key: string;
}

const NO_PAGE: PageState = { pageId: null, countersVersion: 0, commentsVersion: 0 };

interface PageEvent {
  name: 'counters' | 'comment.created' | 'comment.updated' | 'comment.removed' | 'thread.changed';
  /** True after the event, and not before: a client that was told of it resumes there. */
  id: string;
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
  private readonly loop: RelayLoop;
  private readonly streams: OpenStreams;
  /** Of `RestoredBackups`; known as soon as there is a stream. */
  private epoch = '';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly counters: CountersRepository,
    private readonly comments: CommentsRepository,
    private readonly reader: CommentReader,
    private readonly sites: SitesService,
    private readonly changes: PageChanges,
    private readonly restored: RestoredBackups,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    loops: RelayLoops,
  ) {
    const count = gauge('afterword_event_streams', 'Event streams that are open');
    this.streams = new OpenStreams({ count, limited: config.rateLimits });
    const tick = () => this.tick();
    this.loop = loops.create({ name: 'Events', role: 'api', tick, busyMs: BUSY_MS, idleMs: IDLE_MS });
  }

  onApplicationBootstrap(): void {
    if (!this.config.roles.has('api')) return;
    this.changes.listen({
      changed: () => {
        if (this.channels.size > 0) this.loop.wake();
      },
    });
  }

  beforeApplicationShutdown(): void {
    this.streams.end();
  }

  /**
   * A stream of a page's events, which begins with what happened after `since`, or with the present counters. Where the page cannot have
   * stood at `since` (the key leads to another page, or the database was restored from a backup), it begins anew, and says that the
   * thread has changed.
   * @throws DomainError `rate-limited` when the client has too many streams open
   */
  async watch(
    site: Site,
    pageKey: string,
    { since, client }: { since: Told | null; client: string },
  ): Promise<EventStream> {
    const stream = this.streams.open(client);
    try {
      this.epoch = await this.restored.epoch();
      const channel = await this.join(site.id, pageKey, stream);
      // Another process may have told of more than this one has seen.
      if (since && !this.mayBeAt(since, channel)) await this.advance(channel);
      const resumed = since && this.mayBeAt(since, channel) ? since : null;
      let told: PageState = {
        pageId: channel.pageId,
        countersVersion: resumed?.countersVersion ?? -1,
        commentsVersion: resumed?.commentsVersion ?? channel.commentsVersion,
      };
      if (since && !resumed) stream.event(this.threadChanged(told));
      // While the past is read, the page may move on; the stream joins the others when it stands where they do.
      while (told.pageId !== channel.pageId || isBehind(told, channel)) {
        const now = stateOf(channel);
        for (const event of await this.eventsBetween(channel, told, now)) stream.event(event);
        told = now;
      }
      channel.streams.add(stream);
      return stream;
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }

  /** The page's channel, which stays open as long as the stream does. */
  private async join(siteId: string, key: string, stream: EventStream): Promise<Channel> {
    const name = nameOf({ siteId, key });
    const [state] = this.channels.has(name) ? [] : await this.statesOf([{ siteId, key }]);
    // Another watcher may have opened it meanwhile.
    const channel = this.channels.get(name) ?? {
      ...{ siteId, key, ...(state ? stateOf(state) : NO_PAGE) },
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
    const states = new Map((await this.statesOf(watched)).map((state) => [nameOf(state), state]));
    let moved = 0;
    for (const channel of watched) {
      const now = states.get(nameOf(channel));
      if (await this.move(channel, now ? stateOf(now) : NO_PAGE)) moved += 1;
    }
    return moved;
  }

  /** Looks where one page stands, and tells its watchers. */
  private async advance(channel: Channel): Promise<void> {
    const [now] = await this.statesOf([channel]);
    await this.move(channel, now ? stateOf(now) : NO_PAGE);
  }

  /** Tells the watchers of a page what happened until it stood where it stands now. @returns whether anything did */
  private async move(channel: Channel, now: PageState): Promise<boolean> {
    const before = stateOf(channel);
    if (isAt(before, now)) return false;
    const events = await this.eventsBetween(channel, before, now);
    // Who else looked meanwhile has told of it.
    if (!isAt(before, channel)) return true;
    Object.assign(channel, now);
    for (const stream of channel.streams) for (const event of events) stream.event(event);
    return true;
  }

  private statesOf(pages: readonly { siteId: string; key: string }[]): Promise<WatchedPage[]> {
    const sites = pages.map(({ siteId }) => siteId);
    return rowsOf<WatchedPage>(this.dataSource, VERSIONS_OF_PAGES, [sites, pages.map(({ key }) => key)]);
  }

  /** What to tell who stands at `since`, so that they stand at `now`. */
  private async eventsBetween(
    { siteId, key }: { siteId: string; key: string },
    since: PageState,
    now: PageState,
  ): Promise<PageEvent[]> {
    const site = await this.sites.get(siteId);
    const told = { ...since };
    const events: PageEvent[] = [];
    // The key led to another page, or the page is older than it was: what was told is not true any more.
    const isAnew = (since.pageId !== null && since.pageId !== now.pageId) || isBehind(now, since);
    if (isAnew) {
      Object.assign(told, now, { countersVersion: -1 });
      events.push(this.threadChanged(told));
    } else {
      told.pageId = now.pageId;
      events.push(...(await this.changesOf(site, key, told, now)));
    }
    if (now.countersVersion > told.countersVersion) {
      const counters = (await this.counters.ofKeys(siteId, [key], site.reactionKinds)).get(key);
      const version = now.countersVersion + now.commentsVersion;
      events.push({ name: 'counters', id: this.idOf(now), data: { counters, version } });
    }
    return events;
  }

  /**
   * The comments that changed, oldest change first, or that the thread did where they are too many or too much. `told` moves on with each:
   * comments that changed together have one version, which is the id of the last of them only.
   */
  private async changesOf(site: Site, key: string, told: PageState, now: PageState): Promise<PageEvent[]> {
    if (now.commentsVersion <= told.commentsVersion) return [];
    const page = { siteId: site.id, key };
    const changed = await this.comments.changedSince(page, told.commentsVersion, MAX_CHANGES + 1);
    // Those after `now` are told when the page is seen there.
    const rows = changed.filter(({ changedVersion }) => changedVersion <= now.commentsVersion);
    const events: PageEvent[] = [];
    let bytes = 0;
    if (changed.length <= MAX_CHANGES) {
      for (const [index, row] of rows.entries()) {
        const isLastOfVersion = rows[index + 1]?.changedVersion !== row.changedVersion;
        const { name, data } = await this.changeOf(site, row);
        bytes += Buffer.byteLength(JSON.stringify(data));
        if (bytes > MAX_CHANGED_BYTES) break;
        if (isLastOfVersion) told.commentsVersion = row.changedVersion;
        events.push({ name, id: this.idOf(told), data });
      }
    }
    if (changed.length <= MAX_CHANGES && bytes <= MAX_CHANGED_BYTES) return events;
    told.commentsVersion = now.commentsVersion;
    return [this.threadChanged(told)];
  }

  private readonly idOf = (told: PageState): string => eventId(told, tagOf(told.pageId, this.epoch));

  private readonly threadChanged = (told: PageState): PageEvent => ({
    name: 'thread.changed',
    id: this.idOf(told),
    data: {},
  });

  /** Whether a page that stands at `now` can have stood where a client says. A client that saw no page may see one now. */
  private readonly mayBeAt = ({ pageTag, ...since }: Told, now: PageState): boolean =>
    !isBehind(now, since) &&
    // Ids of earlier versions do not name the page; they are from before any restore.
    (pageTag === null ? this.epoch === '' : pageTag === tagOf(null, '') || pageTag === tagOf(now.pageId, this.epoch));

  private async changeOf(site: Site, row: ChangedComment): Promise<Pick<PageEvent, 'name' | 'data'>> {
    const { id, parentId, status, isNew } = row;
    if (status !== 'published')
      return { name: 'comment.removed', data: { id, parentId, status: publicStatus(status, false) } };
    return {
      name: isNew ? 'comment.created' : 'comment.updated',
      data: await this.reader.one(site, row, ANONYMOUS),
    };
  }
}

type ChangedComment = Awaited<ReturnType<CommentsRepository['changedSince']>>[number];

const nameOf = ({ siteId, key }: { siteId: string; key: string }): string => JSON.stringify([siteId, key]);

const stateOf = ({ pageId, countersVersion, commentsVersion }: PageState): PageState => ({
  pageId,
  countersVersion,
  commentsVersion,
});

const isBehind = (told: PageVersions, now: PageVersions): boolean =>
  told.countersVersion < now.countersVersion || told.commentsVersion < now.commentsVersion;

const isAt = (one: PageState, other: PageState): boolean =>
  one.pageId === other.pageId &&
  one.countersVersion === other.countersVersion &&
  one.commentsVersion === other.commentsVersion;
