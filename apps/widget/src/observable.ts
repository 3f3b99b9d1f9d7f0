/** State with change listeners. */
export class Observable {
  private readonly watchers = new Set<() => void>();

  /** @returns a function that removes the watcher */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  get isWatched(): boolean {
    return this.watchers.size > 0;
  }

  protected changed(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}
