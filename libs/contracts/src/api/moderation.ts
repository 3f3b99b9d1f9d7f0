import { z } from 'zod';
import { LIMITS } from '../limits';
import { httpUrl, markdownText, text, timestamp } from '../text';
import { ProblemSchema } from '../problem';
import { type Comment, CommentSchema, type CommentStatus, commentStatuses } from './comments';
import { normalPageKeySchema } from './page-key';
import { type Author, decisionReasons, RestrictionSchema, type Restriction } from './readers';

/**
 * When a comment is published: `post` at once, `pre` after a moderator has approved it, `first` after a moderator has approved the
 * reader's first ones, `closed` never.
 */
export const moderationModes = ['post', 'pre', 'first', 'closed'] as const;

/** The modes that a page can have in place of its site's. A page has its own way to be closed, `closed`, which readers see. */
export const pageModes = ['post', 'pre', 'first'] as const satisfies readonly (typeof moderationModes)[number][];
export type PageMode = (typeof pageModes)[number];

/** The languages that a comment's text can be told to be in, as ISO 639-1 names them. */
// prettier-ignore
export const languages = [
  'am', 'ar', 'az', 'be', 'bg', 'bn', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'eu', 'fa', 'fi', 'fr', 'gu', 'he',
  'hi', 'hr', 'hu', 'hy', 'is', 'it', 'ja', 'ka', 'kn', 'ko', 'ku', 'lo', 'lt', 'lv', 'ml', 'mr', 'ms', 'nl', 'no', 'or',
  'pa', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sq', 'sr', 'sv', 'ta', 'te', 'th', 'tl', 'tr', 'uk', 'ur', 'vi', 'yo', 'zh',
] as const;
export type Language = (typeof languages)[number];

const word = text(LIMITS.moderationWordLength);
const host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z\d-]+$/, 'must be a host name, for example example.com');

/** A classifier of the site's own, which is asked about every text; its secret is not shown. */
const external = z.strictObject({
  url: httpUrl,
  timeoutMs: z.int().min(100).max(LIMITS.externalTimeoutMs).default(2_000),
  /** What happens to a text when there is no answer in time: `open` ignores the check, `closed` holds the comment. */
  fails: z.enum(['open', 'closed']).default('open'),
});

/** Akismet, which is asked about every text; the key is not shown. */
const akismet = z.strictObject({
  /** The address of the site's front page, by which Akismet knows the site. */
  blog: httpUrl,
  timeoutMs: z.int().min(100).max(LIMITS.externalTimeoutMs).default(2_000),
  /** What happens to a text when there is no answer in time: `open` ignores the check, `closed` holds the comment. */
  fails: z.enum(['open', 'closed']).default('open'),
  /** What happens to a comment of which Akismet is sure that it is spam. Other spam is held. */
  discard: z.enum(['hold', 'reject']).default('hold'),
});

const settings = {
  mode: z.enum(moderationModes),
  /** In mode `first`: how many published comments a reader needs before new ones are published at once. */
  firstComments: z.int().min(1).max(LIMITS.firstCommentsMax),
  /**
   * Words that a comment must not contain. `*` stands for any letters; several words in one entry are a phrase; `de:` before an entry makes it
   * one for texts in that language.
   */
  blockedWords: z.array(word).max(LIMITS.moderationWords),
  /** Words for which a comment is held, in the same form. */
  heldWords: z.array(word).max(LIMITS.moderationWords),
  /** The languages in which the site takes comments; one in another language is held. Empty: any. */
  languages: z
    .array(z.enum(languages))
    .max(languages.length)
    .refine((list) => new Set(list).size === list.length, 'must not repeat a language'),
  /** Characters below which a comment is held. Null: any number. */
  minLength: z.int().min(2).max(1_000).nullable(),
  /** Whether a comment is held that is written in capitals, or repeats one character or word many times. */
  shape: z.boolean(),
  /** Links above which a comment is held. Null: any number. */
  maxLinks: z.int().min(0).max(100).nullable(),
  /** Hosts whose links do not count. Subdomains are included. */
  allowedHosts: z.array(host).max(LIMITS.moderationHosts),
  /** Hosts that a comment must not link to. Subdomains are included. */
  blockedHosts: z.array(host).max(LIMITS.moderationHosts),
  /** The weight of open reports from which a published comment is held. Null: any number. */
  reportsToHold: z.int().min(1).max(1_000).nullable(),
  /** Whether a comment is held that repeats one of the last day, by the same reader or others. */
  repeats: z.boolean(),
  /** Comments of one reader within `burstMinutes` above which they are held. Null: any number. */
  burstComments: z.int().min(1).max(1_000).nullable(),
  burstMinutes: z.int().min(1).max(1_440),
  /** Whether a comment is held that resembles what the site's moderators have marked as spam. */
  spamFilter: z.boolean(),
  /** Asked about each text. Null: not asked. */
  akismet: akismet.nullable(),
  /** Asked about each text. Null: none. */
  external: external.nullable(),
  /** Days after which a page takes no new comments. Null: never. */
  closeAfterDays: z.int().min(1).max(36_500).nullable(),
};

export const ModerationSettingsSchema = z.strictObject(settings);
export type ModerationSettings = z.infer<typeof ModerationSettingsSchema>;

/** What is left out stays as it is. */
export const UpdateModerationSettingsSchema = ModerationSettingsSchema.partial().extend({
  akismet: akismet
    .extend({
      /** Without it, the one that there is, or the site's first origin. */
      blog: httpUrl.optional(),
      /** Akismet's API key. May be left out where the site has one already. */
      key: z
        .string()
        .regex(/^[a-z\d]{6,64}$/i, 'must be letters and digits, as Akismet shows the key')
        .optional(),
    })
    .nullable()
    .optional(),
  external: external
    .extend({
      /** Signs what is sent, as Standard Webhooks do. May be left out where the site has one already. */
      secret: z
        .string()
        .regex(
          /^whsec_(?:[A-Za-z\d+/]{4}){8,21}(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/,
          'must be whsec_ and 24 to 64 bytes in base64',
        )
        .optional(),
    })
    .nullable()
    .optional(),
});
export type UpdateModerationSettings = z.infer<typeof UpdateModerationSettingsSchema>;

export const defaultModerationSettings: ModerationSettings = {
  mode: 'post',
  firstComments: 1,
  blockedWords: [],
  heldWords: [],
  languages: [],
  minLength: null,
  shape: false,
  maxLinks: null,
  allowedHosts: [],
  blockedHosts: [],
  reportsToHold: 3,
  repeats: false,
  burstComments: null,
  burstMinutes: 5,
  spamFilter: false,
  akismet: null,
  external: null,
  closeAfterDays: null,
};

export const verdicts = ['publish', 'hold', 'reject'] as const;
export type VerdictKind = (typeof verdicts)[number];

/**
 * What the built-in steps say, for clients that have words of their own; with the names of their `values`. A later version may say more.
 */
export const verdictCodes = {
  passed: [],
  failed: [],
  'page-age': ['count'],
  closed: [],
  approval: [],
  'blocked-words': [],
  'held-words': [],
  'too-short': ['count'],
  'repeated-character': [],
  'repeated-word': [],
  capitals: [],
  'blocked-host': [],
  'many-links': ['count', 'most'],
  'other-language': ['language'],
  'new-reader': ['count'],
  burst: ['count', 'minutes'],
  'own-repeat': [],
  campaign: ['count'],
  'resembles-spam': [],
  'akismet-spam': [],
  'akismet-sure': [],
  external: [],
  'restricted-reader': [],
} as const satisfies Record<string, readonly string[]>;
export type VerdictCode = keyof typeof verdictCodes;

/** What one step of the pipeline said of a text, and why. `matches` are the parts of the text that it found. */
export const VerdictSchema = z.object({
  step: z.string(),
  verdict: z.enum(verdicts),
  /** In English. */
  reason: z.string(),
  /** The reason as one of `verdictCodes`, and its numbers or the tag of a language. Neither where a classifier of the site's own says why, nor in
   * what earlier versions stored. */
  code: z.string().optional(),
  values: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  matches: z.array(z.string()).default([]),
  /** True where the step itself failed, and its rule for failures decided. */
  failed: z.boolean().default(false),
});
export type Verdict = z.infer<typeof VerdictSchema>;

/** What a site's own classifier answers. */
export const ExternalAnswerSchema = z.object({
  verdict: z.enum(verdicts),
  /** For the author and for staff. */
  reason: text(LIMITS.restrictionMessageLength).optional(),
  /** The parts of the text that it found, for staff. */
  matches: z.array(text(LIMITS.moderationWordLength)).max(20).default([]),
});
export type ExternalAnswer = z.infer<typeof ExternalAnswerSchema>;

export const TrialSchema = z.strictObject({
  body: markdownText(LIMITS.commentBodyLength),
  /** The id of the reader who would write it; without one, a new guest. */
  reader: z.uuid().optional(),
  /** The key of the page. */
  page: normalPageKeySchema.optional(),
});
export type Trial = z.infer<typeof TrialSchema>;

/** The verdict of all steps: the strictest one counts. */
export const TrialResultSchema = z.object({ verdict: z.enum(verdicts), steps: z.array(VerdictSchema) });
export type TrialResult = z.infer<typeof TrialResultSchema>;

export const queueStatuses = [
  'pending',
  'reported',
  'spam',
  'rejected',
  'muted',
  'removed',
  'published',
  'all',
] as const;
export const ModerationQueueQuerySchema = z.strictObject({
  status: z.enum(queueStatuses).default('pending'),
  /** Words that the Markdown contains, in any case. */
  q: z.string().trim().min(1).max(LIMITS.searchLength).optional(),
  reader: z.uuid().optional(),
  page: normalPageKeySchema.optional(),
  sort: z.enum(['newest', 'oldest', 'reports']).default('oldest'),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().min(1).max(512).optional(),
});
export type ModerationQueueQuery = z.infer<typeof ModerationQueueQuerySchema>;

export const decisionKinds = ['publish', 'reject', 'spam', 'remove', 'hold'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** The comment that another one replies to, so that moderators read it in its place. */
const ParentCommentSchema = z.object({
  id: z.uuid(),
  /** Null where it is erased. */
  author: z.string().nullable(),
  /** The beginning of its Markdown, up to `LIMITS.parentExcerptLength` characters; null where it is erased. */
  excerpt: z.string().nullable(),
  status: z.enum(commentStatuses),
});
export type ParentComment = z.infer<typeof ParentCommentSchema>;

export const ModeratedCommentSchema = z.intersection(
  CommentSchema,
  z.object({
    page: z.object({ key: z.string(), url: z.string().nullable(), title: z.string().nullable() }),
    parent: ParentCommentSchema.nullable(),
    /** What readers saw before the author edited it, and until when; null where nothing else was seen within `LIMITS.earlierTextDays`. */
    textBefore: z.object({ body: z.string(), at: timestamp }).nullable(),
    /** The decisions that would change its status now, or close its reports. */
    decisions: z.array(z.enum(decisionKinds)),
    /** Why the comment is held, or was. */
    verdicts: z.array(VerdictSchema),
    author: z
      .object({
        /** Comments on this site by status, each counted up to 1,000. */
        counts: z.object({ published: z.int().min(0), pending: z.int().min(0), rejected: z.int().min(0) }),
        /** Null where the author may write as everybody may. */
        restriction: RestrictionSchema.pick({ kind: true, until: true }).nullable(),
      })
      .nullable(),
    /** The reports that nobody has decided about, what they weigh by how right their readers were, and how many for each reason. */
    reports: z.object({
      open: z.int().min(0),
      weight: z.number().min(0),
      reasons: z.record(z.string(), z.int().min(1)),
    }),
    /** Changes with every decision and edit. A decision that names it is refused when the comment has changed since. */
    version: z.string(),
  }),
);
export type ModeratedComment = Comment & {
  page: { key: string; url: string | null; title: string | null };
  parent: ParentComment | null;
  textBefore: { body: string; at: string } | null;
  decisions: DecisionKind[];
  verdicts: Verdict[];
  reports: { open: number; weight: number; reasons: Record<string, number> };
  author:
    | (Author & {
        counts: { published: number; pending: number; rejected: number };
        restriction: Pick<Restriction, 'kind' | 'until'> | null;
      })
    | null;
  version: string;
};

export const ModerationHistorySchema = z.intersection(
  ModeratedCommentSchema,
  z.object({
    /** The texts that it had before edits, the newest first, with the status that it had then and until when. */
    texts: z.array(z.object({ body: z.string(), status: z.enum(commentStatuses), at: timestamp })),
    /** Every change of status, the oldest first. `by` is a reader or member of staff, null for the operator and for changes that nobody made. */
    history: z.array(
      z.object({
        at: timestamp,
        by: z.uuid().nullable(),
        /** Null for somebody who is gone. */
        byName: z.string().nullable(),
        from: z.enum(commentStatuses),
        to: z.enum(commentStatuses),
        cause: z.string(),
        reason: z.string().nullable(),
        ground: z.string().nullable(),
        rule: z.string().nullable(),
        note: z.string().nullable(),
        /** What the author was told. */
        message: z.string().nullable(),
        automated: z.boolean(),
      }),
    ),
  }),
);
export type ModerationHistory = ModeratedComment & {
  texts: { body: string; status: CommentStatus; at: string }[];
  history: {
    at: string;
    by: string | null;
    byName: string | null;
    from: CommentStatus;
    to: CommentStatus;
    cause: string;
    reason: string | null;
    ground: string | null;
    rule: string | null;
    note: string | null;
    message: string | null;
    automated: boolean;
  }[];
};

export const ModerationQueueSchema = z.object({
  items: z.array(ModeratedCommentSchema),
  next: z.string().nullable(),
  /** How many comments wait, each counted up to `LIMITS.queueCount`. */
  counts: z.object({ pending: z.int().min(0), reported: z.int().min(0), spam: z.int().min(0) }),
});
export type ModerationQueue = z.infer<typeof ModerationQueueSchema>;

/** Who looks at a comment. */
export const ClaimViewSchema = z.object({
  comment: z.uuid(),
  /** Null for the operator. */
  by: z.object({ id: z.uuid().nullable(), name: z.string() }),
  /** Whether it is the caller's. */
  mine: z.boolean(),
  until: timestamp,
});
export type ClaimView = z.infer<typeof ClaimViewSchema>;

export const numbersPeriods = [7, 30, 90] as const;
export type NumbersPeriod = (typeof numbersPeriods)[number];
export const NumbersQuerySchema = z.strictObject({
  days: z.coerce.number().pipe(z.literal(numbersPeriods)).default(30),
});
export type NumbersQuery = z.infer<typeof NumbersQuerySchema>;

const counted = {
  /** Posted, whatever became of them; erased ones too. */
  comments: z.int().min(0),
  /** Held by a step when they were posted or edited, or by reports. */
  held: z.int().min(0),
  /** Decisions of that day, and undone ones do not count. */
  approved: z.int().min(0),
  rejected: z.int().min(0),
  spam: z.int().min(0),
  removed: z.int().min(0),
  /** Made by readers. */
  reports: z.int().min(0),
  /** How long comments had waited that people decided about, in seconds; null where there were none. */
  medianSeconds: z.number().nullable(),
  /** Nine of ten had waited no longer. */
  p90Seconds: z.number().nullable(),
};
/** The numbers of a day (UTC). */
const NumbersOfDaySchema = z.object({ date: z.iso.date(), ...counted });
export type NumbersOfDay = z.infer<typeof NumbersOfDaySchema>;

export const ModerationNumbersSchema = z.object({
  /** The oldest first; the last one is today, as far as it has gone. */
  days: z.array(NumbersOfDaySchema),
  total: z.object(counted),
  /** False where more was decided than is counted (`LIMITS.numbersChanges`): the newest is. */
  isComplete: z.boolean(),
});
export type ModerationNumbers = z.infer<typeof ModerationNumbersSchema>;

export const decisionGrounds = ['illegal', 'terms'] as const;

export const CreateDecisionSchema = z
  .strictObject({
    decision: z.enum(decisionKinds),
    comments: z
      .array(z.uuid())
      .min(1)
      .max(LIMITS.decisionComments)
      .refine((ids) => new Set(ids).size === ids.length, 'must not repeat a comment'),
    /** The `version` of comments as they were read, by id: a comment that has changed since is not decided. */
    versions: z.record(z.uuid(), z.string().max(100)).optional(),
    reason: z.enum(decisionReasons).optional(),
    /** Whether the comment breaks the law or the site's terms. */
    ground: z.enum(decisionGrounds).optional(),
    /** The law or the clause of the terms, for the author. */
    rule: text(LIMITS.decisionRuleLength).optional(),
    /** True for a program that decides by itself. */
    automated: z.boolean().optional(),
    /** For staff. */
    note: text(LIMITS.decisionTextLength).optional(),
    /** For the authors. */
    message: text(LIMITS.decisionTextLength).optional(),
  })
  .refine(({ comments, versions = {} }) => Object.keys(versions).every((id) => comments.includes(id)), {
    path: ['versions'],
    message: 'must name only comments of this decision',
  });
export type CreateDecision = z.infer<typeof CreateDecisionSchema>;

/** What became of each comment: its new status and `version`, or the problem for which it was not decided. */
export const DecisionSchema = z.object({
  id: z.uuid(),
  results: z.array(
    z.object({
      comment: z.uuid(),
      from: z.enum(commentStatuses).optional(),
      status: z.enum(commentStatuses).optional(),
      version: z.string().optional(),
      problem: ProblemSchema.optional(),
    }),
  ),
});
export type Decision = z.infer<typeof DecisionSchema>;

export const CreateReportSchema = z.strictObject({
  reason: z.enum(decisionReasons),
  /** What is wrong, in the reader's words. */
  text: text(LIMITS.decisionTextLength).optional(),
});
export type CreateReport = z.infer<typeof CreateReportSchema>;

const reportStatus = z.enum(['open', 'upheld', 'dismissed']);
export const ReportReceiptSchema = z.object({ id: z.uuid(), status: reportStatus });
export type ReportReceipt = z.infer<typeof ReportReceiptSchema>;

export const ReportListSchema = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      comment: z.uuid(),
      reason: z.enum(decisionReasons),
      /** `upheld`: a moderator took the comment down. `dismissed`: it stays. */
      status: reportStatus,
      createdAt: timestamp,
      resolvedAt: timestamp.nullable(),
    }),
  ),
  next: z.string().nullable(),
});
export type ReportList = z.infer<typeof ReportListSchema>;
