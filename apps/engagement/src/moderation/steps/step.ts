import type {
  ExternalAnswer,
  Language,
  ModerationSettings,
  Site,
  Verdict,
  VerdictCode,
  VerdictKind,
} from '@afterword/contracts';
import type { AkismetVerdict } from '../../akismet';
import type { Evidence } from '../../spam-filter';

/** What a step may ask of the database. Each question is asked at most once for a draft. */
export interface DraftFacts {
  /** How many published comments the reader has on the site, counted up to `most`. */
  publishedUpTo: (most: number) => Promise<number>;
  /** How many comments the reader has posted within the last minutes, counted up to `most`. */
  postedWithin: (minutes: number, most: number) => Promise<number>;
  /** Comments of the last day whose text is nearly the same: by this reader, and how many other readers wrote one. */
  nearDuplicates: (fingerprint: bigint) => Promise<{ own: number; otherReaders: number }>;
  /** What the site's decisions say of words, by their numbers. */
  spamEvidence: (buckets: readonly number[]) => Promise<Evidence>;
  /** Asks the site's own classifier. @throws Error where it does not answer in time */
  externalAnswer: (
    comment: { body: string; html: string; isReply: boolean },
    settings: { url: string; timeoutMs: number },
  ) => Promise<ExternalAnswer>;
  /** Asks Akismet. @throws Error where it does not answer in time */
  akismetVerdict: (
    comment: { body: string; isReply: boolean },
    settings: NonNullable<ModerationSettings['akismet']>,
  ) => Promise<AkismetVerdict>;
  /** When the page came into being; null for a page that does not exist yet. */
  pageCreatedAt: () => Promise<Date | null>;
}

/** A text that somebody is about to publish, or has edited. */
export interface Draft {
  site: Site;
  body: string;
  html: string;
  isReply: boolean;
  /** The languages that the text may be in, the likeliest first; none where it is too short to be sure. Found once for a draft. */
  likelyLanguages: () => Promise<readonly Language[]>;
  facts: DraftFacts;
}

/** What a step found. A step that finds nothing returns null. */
export interface Finding {
  verdict: Exclude<VerdictKind, 'publish'>;
  /** A sentence that can be told to the author and to staff. */
  reason: string;
  /** The same for those who have words of their own; left out where the reason is not ours. */
  code?: VerdictCode;
  values?: Verdict['values'];
  /** The parts of the text that were found, for staff. */
  matches?: readonly string[];
}

export interface Step {
  readonly name: string;
  /** What happens when the step fails: `open` ignores it, `closed` holds the comment. */
  readonly fails: 'open' | 'closed' | ((settings: ModerationSettings) => 'open' | 'closed');
  /** Whether the site has switched it on. A step that is off costs nothing. */
  readonly isOn: (settings: ModerationSettings) => boolean;
  readonly check: (draft: Draft) => Finding | null | Promise<Finding | null>;
}
