import { useEffect, useReducer } from 'preact/hooks';

/** State that elements watch. */
export class Observable {
  private readonly watchers = new Set<() => void>();

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  protected changed(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}

/** Renders the component again whenever what it shows has changed. */
export function useWatched(...watched: readonly Observable[]): void {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const ends = watched.map((one) => one.watch(() => again(undefined)));
    return () => ends.forEach((end) => end());
  }, watched);
}
