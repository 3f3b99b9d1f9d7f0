import type { Comment, Counters } from '@afterword/contracts';

/** The events of a page's stream, with their data. */
export interface LiveEvents {
  counters: { counters: Counters };
  'comment.created': Comment;
  'comment.updated': Comment;
  'comment.removed': { id: string; parentId: string | null; status?: Comment['status'] };
  /** Too much happened for single events: read the thread again. */
  'thread.changed': object;
}

export type CommentEventName = Exclude<keyof LiveEvents, 'counters' | 'thread.changed'>;

export type LiveHandlers = { [Name in keyof LiveEvents]: (data: LiveEvents[Name]) => void };

/**
 * Opens an event stream.
 * @param missed called when the stream is opened again after a pause: events in between were not received
 * @returns a function that closes it
 */
export type WatchPage = (address: string, handlers: LiveHandlers, missed: () => void) => () => void;
