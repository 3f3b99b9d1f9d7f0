import type { ModeratedComment } from '@afterword/contracts';
import { outbox } from '../outbox';
import { matches } from '../queue/queue-filter';
import type { QueueList } from '../queue/queue-list';
import { say } from '../words';
import type { ToldComment } from './watch-site';

/** Comments that are read again one by one; when more have changed, the list is. */
const MOST_WAITING = 30;

/** Keeps a list true to what others do. */
export class ListFollower {
  private readonly waiting = new Set<string>();
  private isReading = false;

  constructor(private readonly list: QueueList) {}

  told(told: ToldComment): void {
    if (isUnderWay(told.id)) return;
    const item = this.list.find(told.id);
    if (item && item.version === told.version && item.reports.open === told.reports) return;
    if (item) return this.changed(item, told);
    if (this.mayBelong(told)) this.readAgain(told.id);
  }

  missed(): void {
    // The list is read again with the next change, or by hand.
    void this.catchUp().catch(() => undefined);
  }

  private async catchUp(): Promise<void> {
    const { list } = this;
    const { current } = list;
    await list.reload(current);
    const now = current && !isUnderWay(current.id) && (await list.refresh(current.id));
    if (now && now.status !== current.status && now === list.current)
      list.note(now.id, { text: say('decidedElsewhere', { status: say(now.status) }), isStale: true });
  }

  private changed(item: ModeratedComment, told: ToldComment): void {
    const isDecided = item.status !== told.status;
    const isCurrent = this.list.currentId.value === item.id;
    if (isCurrent) {
      const text = isDecided ? say('decidedElsewhere', { status: say(told.status) }) : say('changedElsewhere');
      this.list.note(item.id, { text, isStale: isDecided });
    }
    const known = { ...item, status: told.status, version: told.version };
    if (told.status === 'deleted' || (isDecided && !isCurrent && !matches(known, this.list.filter)))
      this.list.put(known);
    else this.readAgain(item.id);
  }

  /** Whether the service would list it, as far as is known; what lies beyond the loaded part is read with it. */
  private mayBelong({ id, status, reports }: ToldComment): boolean {
    const { filter, items, next } = this.list;
    if (status === 'deleted') return false;
    if (filter.status === 'reported' ? reports === 0 : filter.status !== 'all' && filter.status !== status)
      return false;
    const last = items.value.at(-1);
    if (next.value === null || last === undefined) return true;
    if (filter.sort === 'newest') return id > last.id;
    // Where a reported comment comes is known when it is read.
    if (filter.sort === 'reports' && (reports > 0 || last.reports.weight > 0)) return reports > 0;
    return id < last.id;
  }

  private readAgain(id: string): void {
    this.waiting.add(id);
    void this.read();
  }

  private async read(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    try {
      if (this.waiting.size > MOST_WAITING) {
        this.waiting.clear();
        await this.list.reload();
      }
      for (const id of this.waiting) {
        this.waiting.delete(id);
        if (!isUnderWay(id)) await this.list.refresh(id);
      }
    } catch {
      // The service does not answer: the stream is opened again when it does, and the list is read anew.
      this.waiting.clear();
    } finally {
      this.isReading = false;
    }
    if (this.waiting.size > 0) await this.read();
  }
}

/** A decision of this device about it is on its way. */
const isUnderWay = (id: string): boolean =>
  outbox.entries.value.some((entry) => entry.kind === 'undo' || entry.request.comments.includes(id));
