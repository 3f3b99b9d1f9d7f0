import { Broadcast } from '@afterword/platform';
import { Injectable, Optional } from '@nestjs/common';

export interface SiteChangesListener {
  /** A site's settings changed, or it was deleted. */
  changed: (siteId: string) => void;
  /** Changes by other processes may have been missed: any site may have changed. */
  missed: () => void;
}

/** Publishes changes of sites within this process and to the others. */
@Injectable()
export class SiteChanges {
  private readonly listeners: SiteChangesListener[] = [];

  /** @param broadcast absent on the command line */
  constructor(@Optional() private readonly broadcast?: Broadcast) {
    broadcast?.listen({
      heard: (words) => {
        for (const word of words) if (!/[#/]/.test(word)) this.tell(word);
      },
      missed: () => {
        for (const { missed } of this.listeners) missed();
      },
    });
  }

  listen(listener: SiteChangesListener): void {
    this.listeners.push(listener);
  }

  /** To be called after the commit, before the operator is answered. */
  publish(siteId: string): void {
    this.tell(siteId);
    // A site's id alone: what else is broadcast holds a `#` or a `/`.
    this.broadcast?.say([siteId]);
  }

  private tell(siteId: string): void {
    for (const { changed } of this.listeners) changed(siteId);
  }
}
