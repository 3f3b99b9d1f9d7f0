import { Broadcast, traceparentOf, tracing } from '@afterword/platform';
import { Injectable, Optional } from '@nestjs/common';

/** A page that changed, by its id; or by a key, where what is found by that key has changed. */
export interface PageChange {
  siteId: string;
  pageId?: string;
  key?: string;
  /** What has changed it, where that is traced, as W3C Trace Context writes it. */
  traceparent?: string;
}

export interface PageChangesListener {
  /** Called after the commit and before the writer is answered; then, soon, in the other processes. */
  changed: (changes: readonly PageChange[]) => void;
  /** Changes by other processes may have been missed: any page may have changed. */
  missed?: () => void;
}

/** Publishes changes of pages within this process and to the others. Only the unit of work publishes (`page-writes`). */
@Injectable()
export class PageChanges {
  private readonly listeners: PageChangesListener[] = [];

  /** @param broadcast absent on the command line: the services notice the change within `LIMITS.staleReadMs` */
  constructor(@Optional() private readonly broadcast?: Broadcast) {
    broadcast?.listen({
      heard: (words) => {
        const traces = new Map(words.map(decodeTrace).filter((trace) => trace !== null));
        const changes = words.map(decode).filter((change) => change !== null);
        this.tell(
          traces.size === 0 ? changes : changes.map((change) => withTrace(change, traces.get(change.pageId ?? ''))),
        );
      },
      missed: () => {
        for (const { missed } of this.listeners) missed?.();
      },
    });
  }

  listen(listener: PageChangesListener): void {
    this.listeners.push(listener);
  }

  /** To be called after the commit, before the writer is answered. */
  publish(changes: readonly PageChange[]): void {
    if (changes.length === 0) return;
    const span = tracing()?.active();
    const traceparent = span && traceparentOf(span);
    this.tell(traceparent === undefined ? changes : changes.map((change) => withTrace(change, traceparent)));
    // In one message: a trace alone says nothing.
    const traces = traceparent === undefined ? [] : changes.flatMap((change) => encodeTrace(change, traceparent));
    this.broadcast?.say([...traces, ...changes.map(encode)]);
  }

  private tell(changes: readonly PageChange[]): void {
    if (changes.length > 0) for (const { changed } of this.listeners) changed(changes);
  }
}

const withTrace = (change: PageChange, traceparent: string | undefined): PageChange =>
  traceparent === undefined ? change : { ...change, traceparent };

/** Has neither `#` nor `/`: processes of earlier versions take it for something that is not about pages. */
const encodeTrace = ({ pageId }: PageChange, traceparent: string): string[] =>
  pageId === undefined ? [] : [`trace ${pageId} ${traceparent}`];

function decodeTrace(word: string): [pageId: string, traceparent: string] | null {
  const [kind, pageId = '', traceparent = ''] = word.split(' ', 3);
  return kind === 'trace' && !/[#/]/.test(word) ? [pageId, traceparent] : null;
}

/** A site's id contains neither `#` nor `/`; a page's id follows the first `#`, a key, which may be any text, the first `/`. */
const encode = ({ siteId, pageId, key = '' }: PageChange): string =>
  pageId !== undefined ? `${siteId}#${pageId}` : `${siteId}/${key}`;

/** Null for what others publish by the same broadcast, such as changes of a site. */
function decode(word: string): PageChange | null {
  const end = /[#/]/.exec(word)?.index;
  if (end === undefined) return null;
  const [siteId, rest] = [word.slice(0, end), word.slice(end + 1)];
  return word[end] === '#' ? { siteId, pageId: rest } : { siteId, key: rest };
}
