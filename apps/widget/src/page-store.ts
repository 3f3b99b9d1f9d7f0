import type { Counters, Me, Page, PageViewer, ReactionAnswer, Reward, Share, ShareChannel } from '@afterword/contracts';
import { type Client, type Failure, failureOf } from './client';
import type { CounterBatch } from './counter-batch';
import { type LiveEvents, watchPage } from './live';
import { Observable } from './observable';
import type { Session } from './session';

export interface PageAddress {
  site: string;
  page: string;
}

/** Where the page is and what it is called, told to the service once. */
export interface PageDescription {
  url: string;
  title: string;
}

const ZERO: Counters = { comments: 0, shares: 0, rewards: { count: 0, amount: 0 }, reactions: { like: 0 } };

export type CommentListener = <Name extends Exclude<keyof LiveEvents, 'counters'>>(
  name: Name,
  data: LiveEvents[Name],
) => void;

/** What is known of a page, shared by every element of it. Optimistic, then truthful. */
export class PageStore extends Observable {
  counters: Counters = ZERO;
  viewer: PageViewer | null = null;
  closed = false;
  failure: Failure | null = null;
  private description: PageDescription | null = null;
  private described = true;
  private loading: Promise<void> | null = null;
  /** Whether the counters are the service's, not the embedding page's. */
  loaded = false;
  private liveUsers = 0;
  private endWatching: (() => void) | null = null;
  private readonly commentListeners = new Set<CommentListener>();
  /** What the reader wants each mark to be, while it is on its way. */
  private readonly wishes = new Map<string, boolean>();
  private readonly sending = new Set<string>();

  constructor(
    readonly client: Client,
    readonly session: Session,
    readonly address: PageAddress,
    private readonly batch: CounterBatch,
  ) {
    super();
  }

  get path(): string {
    const { site, page } = this.address;
    return `/v1/sites/${encodeURIComponent(site)}/pages/${encodeURIComponent(page)}`;
  }

  /** The state that the server rendered, until the truth is here. */
  start(counters: Counters): void {
    if (this.loaded) return;
    this.counters = counters;
    this.changed();
  }

  describe(description: PageDescription): void {
    this.description ??= description;
  }

  /** Follows what others do on the page, once for all elements that show it. @returns a way to end it */
  live(listener?: CommentListener): () => void {
    if (listener) this.commentListeners.add(listener);
    this.liveUsers += 1;
    const tell: CommentListener = (name, data) => {
      for (const one of [...this.commentListeners]) one(name, data);
    };
    this.endWatching ??= watchPage(`${this.client.base}${this.path}/events`, {
      counters: ({ counters }) => this.setCounters(counters),
      'comment.created': (comment) => tell('comment.created', comment),
      'comment.updated': (comment) => tell('comment.updated', comment),
      'comment.removed': (comment) => tell('comment.removed', comment),
    });
    return () => {
      if (listener) this.commentListeners.delete(listener);
      this.liveUsers -= 1;
      if (this.liveUsers > 0) return;
      this.endWatching?.();
      this.endWatching = null;
    };
  }

  /** Fetches the page with what the reader did on it; elements that ask at once share one request. */
  load(): Promise<void> {
    this.loading ??= this.fetch().finally(() => (this.loading = null));
    return this.loading;
  }

  /** Fetches the counters alone, in one request with those of other pages. */
  async loadCounters(): Promise<void> {
    if (this.loaded || this.loading) return;
    const counters = await this.batch.counters(this.address);
    if (counters && !this.loaded) this.setCounters(counters);
  }

  setCounters(counters: Counters): void {
    this.counters = counters;
    this.loaded = true;
    for (const [kind, wanted] of this.wishes) this.show(kind, wanted);
    this.changed();
  }

  /** Shows the wish at once and sends the last one; several clicks end in what the reader wanted last. */
  react(kind: string, wanted: boolean): void {
    this.failure = null;
    this.wishes.set(kind, wanted);
    this.show(kind, wanted);
    this.changed();
    if (!this.sending.has(kind)) void this.sendWish(kind);
  }

  async reward(amount: number, key: string): Promise<void> {
    const { counters } = await this.write((token) =>
      this.client.call<Reward>('POST', `${this.path}/rewards`, { token, body: { amount }, key }),
    );
    this.viewer = { reactions: this.viewer?.reactions ?? [], rewarded: (this.viewer?.rewarded ?? 0) + amount };
    this.setCounters(counters);
  }

  async share(channel: ShareChannel, key: string): Promise<Share> {
    const share = await this.write((token) =>
      this.client.call<Share>('POST', `${this.path}/shares`, { token, body: { channel }, key }),
    );
    this.setCounters(share.counters);
    return share;
  }

  me(): Promise<Me> {
    return this.session.run((token) => this.client.call<Me>('GET', '/v1/me', { token }));
  }

  /** A reader's write. The first one on a page tells the service where the page is. */
  async write<Answer>(call: (token: string) => Promise<Answer>, name?: string): Promise<Answer> {
    const answer = await this.session.run(call, name);
    if (!this.described && this.description) {
      this.described = true;
      const { description: body } = this;
      const { token } = this.session;
      // It matters for short links only, so it never stands in the way of what the reader did.
      this.client.call('PUT', this.path, { token, body }).catch(() => undefined);
    }
    return answer;
  }

  private async fetch(): Promise<void> {
    try {
      const page = await this.session.read((token) => this.client.call<Page>('GET', this.path, { token }));
      this.viewer = page.viewer;
      this.closed = page.closed;
      this.described = page.url !== null;
      this.failure = null;
      this.setCounters(page.counters);
    } catch (error) {
      this.failure = failureOf(error);
      this.changed();
    }
  }

  private async sendWish(kind: string): Promise<void> {
    this.sending.add(kind);
    try {
      for (let wanted = this.wishes.get(kind); wanted !== undefined; wanted = this.wishes.get(kind)) {
        const method = wanted ? 'PUT' : 'DELETE';
        const path = `${this.path}/reactions/${encodeURIComponent(kind)}`;
        const answer = await this.write((token) => this.client.call<ReactionAnswer>(method, path, { token }));
        if (this.wishes.get(kind) === wanted) this.wishes.delete(kind);
        this.viewer = answer.viewer;
        this.setCounters(answer.counters);
      }
    } catch (error) {
      this.wishes.delete(kind);
      await this.load();
      this.failure = failureOf(error);
      this.changed();
    } finally {
      this.sending.delete(kind);
    }
  }

  private show(kind: string, wanted: boolean): void {
    const { reactions = [], rewarded = 0 } = this.viewer ?? {};
    const is = reactions.includes(kind);
    if (is === wanted) return;
    this.viewer = { reactions: wanted ? [...reactions, kind] : reactions.filter((other) => other !== kind), rewarded };
    const count = Math.max(0, (this.counters.reactions[kind] ?? 0) + (wanted ? 1 : -1));
    this.counters = { ...this.counters, reactions: { ...this.counters.reactions, [kind]: count } };
  }
}
