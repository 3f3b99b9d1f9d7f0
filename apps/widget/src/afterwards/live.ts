import type { Comment, Counters } from '@afterword/contracts';

export interface LiveEvents {
  counters: { counters: Counters };
  'comment.created': Comment;
  'comment.updated': Comment;
  'comment.removed': { id: string; parentId: string | null };
  /** So much happened that it is not told one by one. */
  'thread.changed': object;
}

export type CommentEventName = Exclude<keyof LiveEvents, 'counters' | 'thread.changed'>;

export type LiveHandlers = { [Name in keyof LiveEvents]: (data: LiveEvents[Name]) => void };

/** A service that is away is asked again after this long. Milliseconds. */
const RETRY_MS = 15_000;

/**
 * A page's events, while the document is looked at: a browser has few connections for each host, and a tab in the background
 * needs none of them. What happened in between is asked for. @returns a way to end it
 */
export function watchPage(address: string, handlers: LiveHandlers, missed: () => void): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    clearTimeout(retry);
    if (source || document.hidden) return;
    source = new EventSource(address);
    for (const name of Object.keys(handlers) as (keyof LiveEvents)[]) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        (handlers[name] as (data: unknown) => void)(JSON.parse(data));
      });
    }
    source.onerror = () => {
      // The browser comes back by itself, unless the answer was no stream at all.
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      retry = setTimeout(open, RETRY_MS);
    };
  };
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = null;
  };
  const follow = () => {
    if (document.hidden) return close();
    if (!source) missed();
    open();
  };

  document.addEventListener('visibilitychange', follow);
  open();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    close();
  };
}
