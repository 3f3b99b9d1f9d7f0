/** State with change listeners. */
export class Observable {
  private readonly watchers = new Set<() => void>();

  /** @param signal removes the watcher */
  watch(watcher: () => void, signal?: AbortSignal): void {
    this.watchers.add(watcher);
    signal?.addEventListener('abort', () => this.watchers.delete(watcher));
  }

  get isWatched(): boolean {
    return this.watchers.size > 0;
  }

  tellWatchers(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}
