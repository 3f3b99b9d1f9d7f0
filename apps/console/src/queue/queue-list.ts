import type { ModeratedComment, ModerationHistory, ModerationQueue } from '@afterword/contracts';
import { batch, signal } from '@preact/signals';
import { ApiProblem, call, sitePath } from '../api/call';
import { outbox } from '../outbox';
import { tellCounts } from './counts';
import { comparator, matches, type QueueFilter } from './queue-filter';

const PAGE_SIZE = 50;

export type ListState = { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; error: unknown };

/** Something to say beside a comment; `isStale` where it is not what the person read. */
export interface ItemNote {
  text: string;
  isStale: boolean;
}

/** One list of comments: what is loaded of it, which one is looked at, which are selected. */
export class QueueList {
  readonly items = signal<readonly ModeratedComment[]>([]);
  readonly state = signal<ListState>({ kind: 'loading' });
  /** The cursor of the next part; null at the end. */
  readonly next = signal<string | null>(null);
  readonly currentId = signal<string | null>(null);
  readonly selected = signal<ReadonlySet<string>>(new Set());
  readonly notes = signal<ReadonlyMap<string, ItemNote>>(new Map());
  /** Comments that came meanwhile, and are shown on request: they would move what is read. */
  readonly arrivals = signal<readonly ModeratedComment[]>([]);
  /** Grows when the current comment is to get the focus. */
  readonly focusTurn = signal(0);
  private loading: AbortController | null = null;
  private reading?: Promise<void>;
  private isLoaded = false;
  /** Comments that came before the list did. */
  private readonly early: ModeratedComment[] = [];
  /** Comments that were decided here since the list was asked for. */
  private readonly replaced = new Set<string>();

  constructor(
    readonly site: string,
    readonly filter: QueueFilter,
  ) {}

  async load(): Promise<void> {
    this.state.value = { kind: 'loading' };
    await this.read(null);
  }

  /**
   * Reads the list anew below what is shown: what is looked at stays where it is, if it is still there.
   * @param looked stays also where somebody else has decided it, so that nothing else is under the hand of who is about to
   */
  async reload(looked?: ModeratedComment): Promise<void> {
    // What is being read may be from before the reason to read again.
    await this.reading;
    await this.read(null, looked);
  }

  async more(): Promise<void> {
    if (this.state.value.kind === 'loading' || this.next.value === null) return;
    this.state.value = { kind: 'loading' };
    await this.read(this.next.value);
  }

  close(): void {
    this.loading?.abort();
  }

  private read(cursor: string | null, looked?: ModeratedComment): Promise<void> {
    return (this.reading = this.readPart(cursor, looked));
  }

  private async readPart(cursor: string | null, looked?: ModeratedComment): Promise<void> {
    this.loading?.abort();
    const loading = (this.loading = new AbortController());
    this.replaced.clear();
    try {
      const path = sitePath(this.site, 'moderation/comments', {
        ...this.filter,
        limit: PAGE_SIZE,
        cursor: cursor ?? undefined,
      });
      const queue = await call<ModerationQueue>('GET', path, { signal: loading.signal });
      batch(() => {
        const before = cursor === null ? [] : this.items.value;
        const known = new Set(before.map(({ id }) => id));
        // The service may have been asked before it heard of a decision.
        const isDecided = (id: string) => this.replaced.has(id) || outbox.isDeciding(id);
        const found = queue.items.flatMap((item) => (isDecided(item.id) ? (this.find(item.id) ?? []) : [item]));
        this.items.value = [...before, ...found.filter(({ id }) => !known.has(id))];
        this.next.value = queue.next;
        if (looked && !this.find(looked.id) && !isDecided(looked.id) && this.isLoadedUpTo(looked))
          this.items.value = [...this.items.value, looked].sort(comparator(this.filter.sort));
        this.state.value = { kind: 'ready' };
        if (cursor === null) this.arrivals.value = [];
        if (!this.items.value.some(({ id }) => id === this.currentId.value))
          this.currentId.value = this.items.value[0]?.id ?? null;
        this.isLoaded = true;
        for (const item of this.early.splice(0)) if (!this.find(item.id)) this.put(item);
        tellCounts(this.site, queue.counts);
      });
    } catch (error) {
      if (!loading.signal.aborted) this.state.value = { kind: 'failed', error };
    }
  }

  find(id: string): ModeratedComment | undefined {
    return this.items.value.find((item) => item.id === id);
  }

  get current(): ModeratedComment | undefined {
    return this.currentId.value === null ? undefined : this.find(this.currentId.value);
  }

  /** Looks at a comment; with `focus` it gets the focus. */
  look(id: string, { focus }: { focus: boolean }): void {
    batch(() => {
      this.leaveStale(id);
      this.currentId.value = id;
      if (focus) this.focusTurn.value += 1;
    });
  }

  /** A comment that somebody else decided stays while it is looked at, and goes with the look. */
  private leaveStale(nextId: string): void {
    const id = this.currentId.value;
    if (id === null || id === nextId || !this.notes.value.get(id)?.isStale) return;
    const item = this.find(id);
    if (item && !matches(item, this.filter)) this.items.value = this.items.value.filter((one) => one.id !== id);
    this.note(id, null);
  }

  step(by: 1 | -1): void {
    const index = this.items.value.findIndex(({ id }) => id === this.currentId.value);
    const to = this.items.value[index < 0 ? 0 : index + by];
    if (to) this.look(to.id, { focus: true });
    else this.focusTurn.value += 1;
    if (by === 1 && index >= this.items.value.length - 10) void this.more();
  }

  toggle(id: string): void {
    const selected = new Set(this.selected.value);
    if (!selected.delete(id)) selected.add(id);
    this.selected.value = selected;
  }

  select(ids: readonly string[]): void {
    this.selected.value = new Set(ids);
  }

  note(id: string, note: ItemNote | null): void {
    const notes = new Map(this.notes.value);
    if (note) notes.set(id, note);
    else notes.delete(id);
    this.notes.value = notes;
  }

  /** Puts changed comments in their place: those that do not belong here any more go, and the next one is looked at. */
  replace(changed: readonly ModeratedComment[], { focus }: { focus: boolean }): void {
    batch(() => {
      const by = new Map(changed.map((item) => [item.id, item]));
      for (const { id } of changed) this.replaced.add(id);
      const before = this.items.value;
      const stays = (item: ModeratedComment) => matches(by.get(item.id) ?? item, this.filter) || !by.has(item.id);
      if (by.has(this.currentId.value ?? '')) this.currentId.value = this.afterCurrent(before, by);
      this.items.value = before.filter(stays).map((item) => by.get(item.id) ?? item);
      this.selected.value = new Set([...this.selected.value].filter((id) => !by.has(id)));
      if (focus) this.focusTurn.value += 1;
      if (this.items.value.length < 10) void this.more();
    });
  }

  /** Which one is looked at when the current one goes: the next that is not decided, else the one before. */
  private afterCurrent(items: readonly ModeratedComment[], decided: ReadonlyMap<string, unknown>): string | null {
    const index = items.findIndex(({ id }) => id === this.currentId.value);
    const isLeft = ({ id }: ModeratedComment) => !decided.has(id);
    return (items.slice(index).find(isLeft) ?? items.slice(0, index).findLast(isLeft))?.id ?? null;
  }

  /** Puts comments back where they were, and looks at the first of them. */
  putBack(items: readonly ModeratedComment[], { focus }: { focus: boolean }): void {
    const back = items.filter((item) => matches(item, this.filter));
    const ids = new Set(items.map(({ id }) => id));
    for (const id of ids) this.replaced.delete(id);
    batch(() => {
      const kept = this.items.value.filter(({ id }) => !ids.has(id));
      this.items.value = [...kept, ...back].sort(comparator(this.filter.sort));
      const [first] = back;
      if (!first) return;
      this.currentId.value = first.id;
      if (focus) this.focusTurn.value += 1;
    });
  }

  /** Sets what the service said of a comment after a decision: later ones need its version. */
  setVersion(id: string, version: string): void {
    this.items.value = this.items.value.map((item) => (item.id === id ? { ...item, version } : item));
  }

  /** Reads one comment again, and puts it in its place. @returns it, or null where it is gone */
  async refresh(id: string): Promise<ModeratedComment | null> {
    try {
      const fresh = await call<ModerationHistory>('GET', sitePath(this.site, `moderation/comments/${id}`));
      this.put(fresh);
      return fresh;
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
      this.items.value = this.items.value.filter((item) => item.id !== id);
      return null;
    }
  }

  /** A comment as it is now. One that is new here waits where it would move what is read. */
  put(fresh: ModeratedComment): void {
    if (!this.isLoaded) return void this.early.push(fresh);
    const belongs = matches(fresh, this.filter);
    batch(() => {
      this.arrivals.value = this.arrivals.value.filter(({ id }) => id !== fresh.id);
      if (this.find(fresh.id)) {
        const stays = belongs || fresh.id === this.currentId.value;
        this.items.value = stays
          ? this.items.value.map((item) => (item.id === fresh.id ? fresh : item))
          : this.items.value.filter(({ id }) => id !== fresh.id);
        if (!stays) this.selected.value = new Set([...this.selected.value].filter((id) => id !== fresh.id));
      } else if (belongs && this.isLoadedUpTo(fresh)) this.insert(fresh);
    });
  }

  showArrivals(): void {
    const arrived = this.arrivals.value;
    this.arrivals.value = [];
    this.putBack(arrived, { focus: true });
  }

  /** What lies beyond the loaded part is read with it. */
  private isLoadedUpTo(item: ModeratedComment): boolean {
    const last = this.items.value.at(-1);
    return this.next.value === null || (last !== undefined && comparator(this.filter.sort)(item, last) < 0);
  }

  private insert(item: ModeratedComment): void {
    const last = this.items.value.at(-1);
    const isLast = last === undefined || comparator(this.filter.sort)(item, last) > 0;
    if (!isLast) this.arrivals.value = [...this.arrivals.value, item];
    else {
      this.items.value = [...this.items.value, item];
      this.currentId.value ??= item.id;
    }
  }
}
