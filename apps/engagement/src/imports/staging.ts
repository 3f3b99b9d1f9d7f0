import type { Site } from '@afterword/contracts';
import { LIMITS } from '@afterword/contracts';
import { execute, newId, type SqlRunner } from '@afterword/platform';
import type { KeyedHash } from '../imported-authors';
import { prepareBody, UNSTORABLE } from './body/import-body';
import { dateOf } from './import-date';
import { emailOf, externalId, identityOf, importedId, madeUpId, sourceHash } from './import-ids';
import type { ImportAuthor, ImportComment, ImportItem, ImportThread } from './import-item';
import type { Problem } from './import-problem';
import { STAGE_AUTHORS, STAGE_COMMENTS, STAGE_PROBLEMS, STAGE_THREADS } from './staging.sql';

export interface StagingOptions {
  site: Site;
  source: string;
  hash: KeyedHash;
  /** When the import began. */
  now: Date;
  /** Of times that name no zone. */
  zone: string;
  keepEmail: boolean;
}

interface StagedAuthor {
  key: string;
  name: string | null;
  email: string | null;
  emailHash: Buffer | null;
  /** A reader who stands for votes whose voters the source does not name. */
  isVote: boolean;
}

interface StagedComment {
  ordinal: number;
  id: string;
  externalId: string;
  threadId: string | null;
  parent: string | null;
  author: string;
  createdAt: Date;
  editedAt: Date | null;
  status: string;
  pinned: boolean;
  votes: number;
  downVotes: number;
  voters: readonly string[];
  /** Hexadecimal. */
  sourceHash: string;
  isEmpty: boolean;
  body: string;
  html: string;
}

interface VotesOfComment {
  ordinal: number;
  id: string;
  kind: 'like' | 'dislike';
  count: number | undefined;
}

interface StagedProblem {
  ordinal: number | null;
  item: string;
  problem: Problem;
  detail: string | null;
}

/** Items of one statement. */
const BATCH = 500;

/** Characters of bodies in one statement: few long comments weigh as much as many short ones. */
const BATCH_CHARACTERS = 1_000_000;

/** A voter's key, in a statement and in memory. */
const VOTER_CHARACTERS = 64;

/** Readers that stand for anonymous votes, as far as any comment needs them. */
export const voterIdentity = (number: number): string => `vote:${number}`;

/** Gathers what a file says in the tables of a session. */
export class Staging {
  private readonly threads = new Map<string, ImportThread>();
  private readonly authors = new Map<string, StagedAuthor>();
  private comments: StagedComment[] = [];
  private problems: StagedProblem[] = [];
  private characters = 0;
  private ordinal = 0;
  private mostVotes = 0;
  /** Authors that are in the table with all that is known of them. */
  private readonly known = new Map<string, string>();
  /** By identity. */
  private readonly keys = new Map<string, string>();
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly session: SqlRunner,
    private readonly options: StagingOptions,
  ) {}

  /** Comments so far. */
  get count(): number {
    return this.ordinal;
  }

  async add(item: ImportItem): Promise<void> {
    switch (item.kind) {
      case 'thread':
        this.addThread(item);
        break;
      case 'account':
        this.addAuthor({ id: item.id, name: item.name, email: item.email });
        break;
      case 'comment':
        this.tryComment(item);
        break;
      case 'note':
        this.note(null, item.item, item.problem, item.detail);
        break;
    }
    const isFull =
      this.comments.length >= BATCH ||
      this.characters >= BATCH_CHARACTERS ||
      this.threads.size >= BATCH ||
      this.authors.size >= BATCH ||
      this.problems.length >= BATCH;
    if (isFull) await this.flush();
  }

  /** What is left, and the readers who stand for votes. */
  async end(): Promise<void> {
    for (let number = 1; number <= this.mostVotes; number += 1) {
      this.addAuthor({ id: voterIdentity(number), name: 'Imported vote', email: null }, true);
      if (this.authors.size >= BATCH) await this.flush();
    }
    await this.flush();
    await this.flushing;
  }

  private addThread(thread: ImportThread): void {
    const id = externalId(thread.id);
    const { url = null, title = null, closed = false, deleted = false } = this.threads.get(id) ?? {};
    this.threads.set(id, {
      ...thread,
      url: url ?? thread.url,
      title: title ?? thread.title,
      closed: closed || (thread.closed ?? false),
      deleted: deleted || (thread.deleted ?? false),
    });
  }

  /** A text that no program of ours can read, as far as anybody knows there is none, costs its comment and not the import. */
  private tryComment(comment: ImportComment): void {
    try {
      this.addComment(comment);
    } catch (error) {
      this.note(null, comment.id ?? `comment ${this.ordinal}`, 'unreadable', String(error));
    }
  }

  private addComment(comment: ImportComment): void {
    const { now, zone } = this.options;
    const ordinal = (this.ordinal += 1);
    const id = comment.id === null ? madeUpId(comment) : externalId(comment.id);
    if (comment.id === null) this.note(ordinal, id, 'id-missing');
    const { body, html, problems } = prepareBody(comment.body);
    for (const { problem, detail } of problems) this.note(ordinal, id, problem, detail);
    const said = dateOf(comment.createdAt, zone);
    if (said === null) this.note(ordinal, id, 'date-missing', said === null ? describe(comment.createdAt) : undefined);
    else if (said > now) this.note(ordinal, id, 'date-future', said.toISOString());
    const createdAt = said === null || said > now ? now : said;
    const editedAt = dateOf(comment.editedAt, zone);
    const isGone = comment.status === 'deleted';
    const named = [...new Set(comment.voters ?? [])];
    const likes = this.votesOf({ ordinal, id, kind: 'like', count: comment.voters ? named.length : comment.votes });
    const downVotes = this.votesOf({ ordinal, id, kind: 'dislike', count: comment.downVotes });
    const voters = isGone ? [] : named.slice(0, likes);
    const row: StagedComment = {
      ordinal,
      id: importedId(createdAt, ordinal),
      externalId: id,
      threadId: comment.threadId === null ? null : externalId(comment.threadId),
      parent: comment.parentId === null ? null : externalId(comment.parentId),
      author: this.addAuthor(comment.author),
      createdAt,
      editedAt: editedAt && editedAt > createdAt && editedAt <= now ? editedAt : null,
      status: comment.status,
      pinned: (comment.pinned ?? false) && comment.status === 'published',
      votes: isGone || comment.voters ? 0 : likes,
      downVotes: isGone ? 0 : downVotes,
      voters: voters.map((voter) => this.addAuthor({ id: voter, name: null, email: null })),
      sourceHash: sourceHash(comment),
      isEmpty: html === '',
      body: isGone ? '' : body,
      html: isGone ? '' : html,
    };
    this.mostVotes = Math.max(this.mostVotes, row.votes, row.downVotes);
    this.comments.push(row);
    this.characters += row.body.length + row.html.length + row.voters.length * VOTER_CHARACTERS;
  }

  /** How many of the votes become reactions. */
  private votesOf({ ordinal, id, kind, count = 0 }: VotesOfComment): number {
    if (count > 0 && !this.options.site.reactionKinds.includes(kind)) {
      this.note(ordinal, id, 'votes-lost', `${kind} ${count}`);
      return 0;
    }
    if (count > LIMITS.importedVotes) this.note(ordinal, id, 'votes-cut', String(count));
    return Math.min(Math.max(count, 0), LIMITS.importedVotes);
  }

  /** @returns the author's key */
  private addAuthor(author: ImportAuthor | null, isVote = false): string {
    const { hash, keepEmail } = this.options;
    const key = this.keyOf((author && identityOf(author)) ?? 'nobody');
    const address = emailOf(author?.email);
    const name = author?.name ?? null;
    const state = `${name === null ? '' : 'n'}${address === null ? '' : 'e'}`;
    const known = this.known.get(key);
    if (known !== undefined && state.split('').every((letter) => known.includes(letter))) return key;
    // A map that grew with the file would not fit: what is forgotten is only told again.
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(key, `${known ?? ''}${state}`);
    const waiting = this.authors.get(key);
    this.authors.set(key, {
      key,
      name: waiting?.name ?? name,
      email: waiting?.email ?? (keepEmail ? address : null),
      emailHash: waiting?.emailHash ?? (address === null ? null : hash.email(address)),
      isVote,
    });
    return key;
  }

  /** Most comments are of authors who wrote another one not long before. */
  private keyOf(identity: string): string {
    const known = this.keys.get(identity);
    if (known !== undefined) return known;
    const { hash, source } = this.options;
    const key = hash.author(source, identity);
    if (this.keys.size >= MOST_KEYS) this.keys.clear();
    this.keys.set(identity, key);
    return key;
  }

  private note(ordinal: number | null, item: string, problem: Problem, detail?: string): void {
    this.problems.push({
      ordinal,
      item: storable(item),
      problem,
      detail: detail === undefined ? null : storable(detail),
    });
  }

  /** Sends what is gathered; the next batch is gathered meanwhile. */
  private async flush(): Promise<void> {
    await this.flushing;
    const threads = [...this.threads].map(([id, thread]) => ({ ...thread, id }));
    const authors = [...this.authors.values()];
    const { comments, problems } = this;
    this.threads.clear();
    this.authors.clear();
    this.comments = [];
    this.problems = [];
    this.characters = 0;
    this.flushing = this.store({ threads, authors, comments, problems });
    // Reported by the next flush, or at the end.
    this.flushing.catch(() => undefined);
  }

  private async store({
    threads,
    authors,
    comments,
    problems,
  }: {
    threads: readonly ImportThread[];
    authors: readonly StagedAuthor[];
    comments: readonly StagedComment[];
    problems: readonly StagedProblem[];
  }): Promise<void> {
    if (threads.length > 0) {
      await execute(this.session, STAGE_THREADS, [
        threads.map(({ id }) => id),
        threads.map(({ url }) => url && storable(url)),
        threads.map(({ identifier = null }) => identifier && storable(identifier)),
        threads.map(({ title }) => title && storable(title)),
        threads.map(({ closed = false }) => closed),
        threads.map(({ deleted = false }) => deleted),
      ]);
    }
    if (authors.length > 0) {
      await execute(this.session, STAGE_AUTHORS, [
        authors.map(({ key }) => key),
        authors.map(({ name }) => name && storable(name)),
        authors.map(({ email }) => email),
        authors.map(({ emailHash }) => emailHash),
        authors.map(() => newId()),
        authors.map(({ isVote }) => isVote),
      ]);
    }
    if (comments.length > 0) {
      await execute(this.session, STAGE_COMMENTS, [JSON.stringify(comments)]);
    }
    if (problems.length > 0) {
      await execute(this.session, STAGE_PROBLEMS, [
        problems.map(({ ordinal }) => ordinal),
        problems.map(({ item }) => item),
        problems.map(({ problem }) => problem),
        problems.map(({ detail }) => detail),
      ]);
    }
  }
}

/** Authors that are remembered. About 100 bytes each. */
const MOST_KNOWN = 100_000;

/** Keys of authors that are remembered. About 200 bytes each. */
const MOST_KEYS = 20_000;

/** Longest id, address or title that is staged. Characters. */
const LONGEST = 4_096;

const storable = (text: string): string => text.slice(0, LONGEST).replace(UNSTORABLE, '');

const describe = (value: unknown): string => (value === null || value === undefined ? 'none' : JSON.stringify(value));
