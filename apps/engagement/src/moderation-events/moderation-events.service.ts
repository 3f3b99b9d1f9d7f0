import { CONFIG, gauge, type RelayLoop, RelayLoops, type ServiceConfig } from '@afterword/platform';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { QueueRepository, versionOf } from '../decisions';
import { type EventStream, OpenStreams } from '../event-streams';
import { Claims, type SiteClaim } from '../moderation-claims';
import { PageChanges } from '../page-cache';
import { RestoredBackups } from '../restored-backups';
import { eventIdOf, isAfter, type LogPlace, type ToldPlace } from './log-place';
import { type CommentEvent, ModerationEventsRepository } from './moderation-events.repository';

/** Who moderates is told of a decision of somebody else after this long at the latest. Milliseconds. */
const IDLE_MS = 500;
const BUSY_MS = 100;
/**
 * A stream ends after this long, and its client opens another one: that asks again who it is, so a session that has ended is told
 * nothing for longer. Milliseconds.
 */
const STREAM_MS = 60_000;
/** Events read at once. A client that has missed more is told to read its list anew. */
const BATCH = 500;
/** Counting a long queue takes milliseconds: not more often than this for a site. Milliseconds. */
const COUNTS_MS = 1_000;

/** A site that somebody watches from this process. */
interface Channel {
  siteId: string;
  streams: Set<EventStream>;
  /** What its streams were told last, as JSON. */
  counts: string;
  claims: string;
  /** Whether something has happened since it was counted. */
  isStale: boolean;
  /** Milliseconds since 1970. */
  countedAt: number;
}

/**
 * Tells moderators what happens to the comments of a site, from the event log, which every process reads by itself. One statement
 * reads for all sites that are watched from this process.
 */
@Injectable()
export class ModerationEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly channels = new Map<string, Channel>();
  private readonly loop: RelayLoop;
  /** Up to where all streams have been told; null while there is none. */
  private place: LogPlace | null = null;
  /** Of `RestoredBackups`; known as soon as there is a stream. */
  private epoch = '';
  private readonly streams: OpenStreams;

  constructor(
    private readonly log: ModerationEventsRepository,
    private readonly queue: QueueRepository,
    private readonly claims: Claims,
    private readonly changes: PageChanges,
    private readonly restored: RestoredBackups,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    loops: RelayLoops,
  ) {
    const count = gauge('afterword_moderation_streams', 'Event streams of moderators that are open');
    this.streams = new OpenStreams({ count, limited: config.rateLimits });
    const tick = () => this.tick();
    this.loop = loops.create({ name: 'ModerationEvents', role: 'api', tick, busyMs: BUSY_MS, idleMs: IDLE_MS });
  }

  onApplicationBootstrap(): void {
    if (!this.config.roles.has('api')) return;
    const changed = () => {
      if (this.channels.size > 0) this.loop.wake();
    };
    this.changes.listen({ changed });
    this.claims.listen(changed);
  }

  beforeApplicationShutdown(): void {
    this.streams.end();
  }

  /**
   * A stream of a site's events. It begins with what happened after `since`, or with `reset` where that is not known or too much, and
   * with the counts.
   * @throws DomainError `rate-limited` when the client has too many streams open
   */
  async watch(siteId: string, { since, client }: { since: ToldPlace | null; client: string }): Promise<EventStream> {
    const stream = this.streams.open(client);
    const end = setTimeout(() => stream.close(), STREAM_MS);
    stream.once('close', () => clearTimeout(end));
    try {
      this.epoch = await this.restored.epoch();
      const end = this.place ?? (await this.log.end());
      this.place ??= end;
      // From here on it is told what happens. What it has missed may be told twice: each event says how the comment is now.
      this.join(siteId, stream).isStale = true;
      // A place of another epoch, or ahead of the log, is another database's: it was restored from a backup.
      const isOurs = since && since.epoch === this.epoch && !isAfter(since, end);
      const missed = isOurs ? await this.log.after(since, [siteId], BATCH) : null;
      if (missed && missed.length < BATCH) this.tell([stream], missed);
      else if (since) stream.event({ name: 'reset', id: eventIdOf(end, this.epoch), data: {} });
      stream.event({ name: 'counts', id: eventIdOf(end, this.epoch), data: await this.queue.counts(siteId) });
      const claims = (await this.claims.of([siteId])).get(siteId) ?? [];
      stream.event({ name: 'claims', id: eventIdOf(end, this.epoch), data: { claims } });
      return stream;
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }

  private join(siteId: string, stream: EventStream): Channel {
    const channel = this.channels.get(siteId) ?? {
      ...{ siteId, streams: new Set(), counts: '', claims: '[]', isStale: true, countedAt: 0 },
    };
    this.channels.set(siteId, channel);
    channel.streams.add(stream);
    stream.once('close', () => {
      channel.streams.delete(stream);
      if (channel.streams.size === 0) this.channels.delete(siteId);
      if (this.channels.size === 0) this.place = null;
    });
    return channel;
  }

  /** Tells every watched site what has happened. @returns how many events there were */
  private async tick(): Promise<number> {
    const { place } = this;
    if (place === null) return 0;
    // Read before the events: what other sites record is passed over, and not walked again each time.
    const end = await this.log.end();
    const events = await this.log.after(place, [...this.channels.keys()], BATCH);
    const claims = await this.claims.of([...this.channels.keys()]);
    const last = events.at(-1) ?? place;
    const isBehind = events.length === BATCH || isAfter(last, end);
    // Nothing that can fail lies between here and the last event told: the next tick does not read these events again.
    this.place = isBehind ? { txid: last.txid, position: last.position } : end;
    const channels = [...this.channels.values()];
    for (const channel of channels) {
      const own = events.filter(({ siteId }) => siteId === channel.siteId);
      this.tell(channel.streams, own);
      channel.isStale ||= own.length > 0;
      // With the id of the new place, so after the events before it: a client resumes from the last id that it has received.
      this.tellClaims(channel, claims.get(channel.siteId) ?? []);
    }
    for (const channel of channels) await this.tellCounts(channel);
    return events.length;
  }

  private tell(streams: Iterable<EventStream>, events: readonly CommentEvent[]): void {
    for (const event of events) {
      const { id, status, editedAt, openReports } = event;
      if (id === null || status === null) continue;
      const data = { id, status, version: versionOf({ status, editedAt }), reports: openReports ?? 0 };
      for (const stream of streams) stream.event({ name: 'comment', id: eventIdOf(event, this.epoch), data });
    }
  }

  /** All of them whenever one begins or ends: there are as many as moderators at work. */
  private tellClaims(channel: Channel, claims: readonly SiteClaim[]): void {
    const text = JSON.stringify(claims);
    if (text === channel.claims || !this.place) return;
    channel.claims = text;
    for (const stream of channel.streams)
      stream.event({ name: 'claims', id: eventIdOf(this.place, this.epoch), data: { claims } });
  }

  private async tellCounts(channel: Channel): Promise<void> {
    const now = Date.now();
    if (!channel.isStale || now - channel.countedAt < COUNTS_MS) return;
    channel.isStale = false;
    channel.countedAt = now;
    const counts = await this.queue.counts(channel.siteId).catch((error: unknown) => {
      channel.isStale = true;
      throw error;
    });
    const text = JSON.stringify(counts);
    if (text === channel.counts || !this.place) return;
    channel.counts = text;
    for (const stream of channel.streams)
      stream.event({ name: 'counts', id: eventIdOf(this.place, this.epoch), data: counts });
  }
}
