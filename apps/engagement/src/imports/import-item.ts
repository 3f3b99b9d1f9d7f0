import type { Problem } from './import-problem';

/** Who wrote a comment, as the other system knows them. */
export interface ImportAuthor {
  /** The other system's id of an account; null for whoever has none there. */
  id: string | null;
  name: string | null;
  email: string | null;
}

/**
 * The text of a comment as it is at the source. `html-lines` is HTML in which a line break means one, as WordPress stores it.
 */
export interface ImportBody {
  format: 'html' | 'html-lines' | 'markdown' | 'text';
  value: string;
}

export type ImportStatus = 'published' | 'pending' | 'spam' | 'deleted';

/** What comments gather around at the source. May come after its comments, and more than once: what is known of it adds up. */
export interface ImportThread {
  kind: 'thread';
  /** The other system's id of it. */
  id: string;
  /** An absolute address, or a path of the site. */
  url: string | null;
  /** The key that the publisher gave it there. */
  identifier?: string | null;
  title: string | null;
  closed?: boolean;
  /** Deleted at the source, with all that is in it. */
  deleted?: boolean;
}

export interface ImportComment {
  kind: 'comment';
  /** The other system's id of it; null where the file has none. */
  id: string | null;
  threadId: string | null;
  /** Null: it replies to nothing. */
  parentId: string | null;
  /** Null: nobody in particular. An account whose name comes elsewhere in the file has only its id here. */
  author: ImportAuthor | null;
  /** As the file says it: text, a number, or an object of MongoDB or LeanCloud. */
  createdAt: unknown;
  editedAt?: unknown;
  status: ImportStatus;
  body: ImportBody;
  pinned?: boolean;
  /** How many readers liked it. */
  votes?: number;
  /** How many disliked it. */
  downVotes?: number;
  /** Who liked it, where the source names them (ids of accounts); `votes` is not used then. */
  voters?: readonly string[];
}

/** An account that the source lists by itself, before or after what it wrote. */
export interface ImportAccount {
  kind: 'account';
  id: string;
  name: string | null;
  email: string | null;
}

/** Something that an adapter saw and did not turn into any of the others. */
export interface ImportNote {
  kind: 'note';
  /** Which item of the file: its id, or where it is. */
  item: string;
  problem: Problem;
  detail?: string;
}

/** What every format is read into. */
export type ImportItem = ImportThread | ImportComment | ImportAccount | ImportNote;
