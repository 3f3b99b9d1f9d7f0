import type { LiveEvents, WatchPage } from '../live-events';

/** Delay before reconnecting after the service refused the stream. Milliseconds. */
const RETRY_MS = 15_000;

/**
 * Follows a page's event stream while the document is visible: browsers allow few connections per host, so background tabs
 * close theirs. A stream that is opened again goes on after the last event that came.
 */
export const watchPage: WatchPage = (handlers, { address, since, missed }) => {
  let source: EventSource | null = null;
  let last: string | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    clearTimeout(retry);
    if (source || document.hidden) return;
    const from = last ?? since();
    source = new EventSource(from ? `${address}?lastEventId=${from}` : address);
    for (const name of Object.keys(handlers) as (keyof LiveEvents)[]) {
      source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
        last = lastEventId;
        (handlers[name] as (data: unknown) => void)(JSON.parse(data));
      });
    }
    source.onerror = () => {
      // The browser reconnects by itself unless the response was not an event stream.
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
};
