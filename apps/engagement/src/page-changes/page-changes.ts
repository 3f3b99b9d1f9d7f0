import { Broadcast } from '@afterword/platform';
import { Injectable, Optional } from '@nestjs/common';

/** What changed: a page, by its id, or by a key where it has just come to be found by that one; or all pages of a site. */
export interface PageChange {
  siteId: string;
  pageId?: string;
  key?: string;
}

export interface ChangesListener {
  /** Called after the commit and before the writer is answered; then, soon, in the other processes. */
  changed: (changes: readonly PageChange[]) => void;
  /** Changes by other processes may have been missed: any page may have changed. */
  missed?: () => void;
}

/** Says that pages have changed, within this process and to the others. Whoever keeps or announces pages listens. */
@Injectable()
export class PageChanges {
  private readonly listeners: ChangesListener[] = [];

  /** @param broadcast absent on the command line: the services find out for themselves within a moment */
  constructor(@Optional() private readonly broadcast?: Broadcast) {
    broadcast?.listen({
      heard: (words) => this.tell(words.map(toChange)),
      missed: () => {
        for (const { missed } of this.listeners) missed?.();
      },
    });
  }

  listen(listener: ChangesListener): void {
    this.listeners.push(listener);
  }

  /** To be called after the commit, before the writer is answered. */
  changed(changes: readonly PageChange[]): void {
    if (changes.length === 0) return;
    this.tell(changes);
    this.broadcast?.say(changes.map(toWord));
  }

  private tell(changes: readonly PageChange[]): void {
    for (const { changed } of this.listeners) changed(changes);
  }
}

/** A site's id has no `/`, a page's id is all that follows `#`, and a key may hold anything. */
const toWord = ({ siteId, pageId, key }: PageChange): string =>
  pageId !== undefined ? `${siteId}#${pageId}` : key !== undefined ? `${siteId}/${key}` : siteId;

function toChange(word: string): PageChange {
  const end = /[#/]/.exec(word)?.index;
  if (end === undefined) return { siteId: word };
  const [siteId, rest] = [word.slice(0, end), word.slice(end + 1)];
  return word[end] === '#' ? { siteId, pageId: rest } : { siteId, key: rest };
}
