import { Injectable } from '@nestjs/common';

/** Says within this process that a page's version has grown, after the commit. Whoever announces pages listens. */
@Injectable()
export class PageChanges {
  private readonly listeners = new Set<() => void>();

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }
}
