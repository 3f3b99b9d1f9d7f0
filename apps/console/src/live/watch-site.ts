import type { ClaimView, CommentStatus } from '@afterword/contracts';
import { ApiProblem, open, sitePath } from '../api/call';
import type { Counts } from '../outbox/entry';
import { EventLines } from './event-lines';

/** What a comment is now, as the stream tells it. */
export interface ToldComment {
  id: string;
  status: CommentStatus;
  version: string;
  reports: number;
}

/** Who looks at a comment. */
export type ToldClaim = Pick<ClaimView, 'comment' | 'by'>;

export interface SiteHandlers {
  counts: (counts: Counts) => void;
  comment: (comment: ToldComment) => void;
  /** All claims of the site. */
  claims: (claims: readonly ToldClaim[]) => void;
  /** Something may have been missed. */
  missed: () => void;
}

/** Before the stream is opened again, doubled with each failure. Milliseconds. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Follows what happens to the comments of a site until the returned function is called. `EventSource` could not send the token. */
export function watchSite(site: string, handlers: SiteHandlers): () => void {
  const stop = new AbortController();
  void follow(site, handlers, stop.signal);
  return () => stop.abort();
}

async function follow(site: string, handlers: SiteHandlers, signal: AbortSignal): Promise<void> {
  let lastEventId: string | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  const heard = (id: string | null) => {
    lastEventId = id ?? lastEventId;
    pauseMs = FIRST_PAUSE_MS;
  };
  while (!signal.aborted) {
    try {
      // What was listed before the first stream was open may be old by now.
      const isFirst = lastEventId === null;
      const body = await open(sitePath(site, 'moderation/events'), { lastEventId, signal });
      if (isFirst) handlers.missed();
      await read(body, handlers, heard);
    } catch (error) {
      if (error instanceof ApiProblem && error.status >= 400 && error.status < 429) return;
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }
}

async function read(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  handlers: SiteHandlers,
  heard: (id: string | null) => void,
): Promise<void> {
  const lines = new EventLines();
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    for (const { id, name, data } of lines.push(value)) {
      heard(id);
      if (name === 'counts') handlers.counts(JSON.parse(data) as Counts);
      if (name === 'comment') handlers.comment(JSON.parse(data) as ToldComment);
      if (name === 'claims') handlers.claims((JSON.parse(data) as { claims: ToldClaim[] }).claims);
      if (name === 'reset') handlers.missed();
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
