/** The embedding page's local storage. If it is blocked, full or holds unreadable data, it behaves as if empty. */
export class Storage {
  constructor(readonly prefix: string) {}

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows what it saved there
  load<Value>(key: string): Value | null {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + key) ?? 'null') as Value | null;
    } catch {
      return null;
    }
  }

  /** The keys that begin with this. */
  keys(start: string): string[] {
    try {
      const whole = this.prefix + start;
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(whole))
        .map((key) => key.slice(this.prefix.length));
    } catch {
      return [];
    }
  }

  /** Null removes it. */
  save(key: string, value: unknown): void {
    try {
      if (value === null) localStorage.removeItem(this.prefix + key);
      else localStorage.setItem(this.prefix + key, JSON.stringify(value));
    } catch {
      // The caller keeps the value in memory until the page is closed.
    }
  }
}
