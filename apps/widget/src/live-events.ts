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

export interface StreamOptions {
  /** Its URL. */
  address: string;
  /** The id of the event after which it begins; undefined for the present. Asked until the stream has told one of its own. */
  since: () => string | undefined;
  /** Called when the stream is opened again after a pause, in which more than its events may have changed. */
  missed: () => void;
}

/** Opens an event stream. @returns a function that closes it */
export type WatchPage = (handlers: LiveHandlers, options: StreamOptions) => () => void;
