import { Injectable } from '@nestjs/common';

/** Says within this process that what pages show has changed, after the commit: an article, or what readers did below it. */
@Injectable()
export class ShownChanges {
  private readonly listeners: (() => void)[] = [];

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }
}
