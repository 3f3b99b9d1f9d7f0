import { z } from 'zod';
import { LIMITS } from '../limits';
import { httpUrl, isStorable, timestamp } from '../text';
import { languageTag } from './articles';
import { AuthorSchema } from './readers';

/**
 * `reply`: somebody has replied to the reader's comment. `mention`: somebody has named the reader in a comment. `comment`: there is a new comment on a page, or below a comment, that the reader
 * follows. `decision`: moderators have decided about the reader's comment. `reward`: the reader was given points.
 */
export const notificationTypes = ['reply', 'mention', 'comment', 'decision', 'reward'] as const;
export type NotificationType = (typeof notificationTypes)[number];

/** What became of a notification on one of its ways to the reader. */
export const NotificationDeliverySchema = z.object({
  channel: z.enum(['inbox', 'mail', 'push']),
  /**
   * `hidden`: the comment that it tells of is not shown any more, so that the inbox does not have it, or no mail was sent. Of mail also: `off`
   * (the installation sends none), `no-address` (no confirmed one), `muted` (by the reader's choice), `waiting`, `sent`, `digested` (sent with
   * others), `read` (in the inbox, before it was sent), `bounced` (the address does not exist),
   * `complained` (whoever has the address calls this mail unwanted), `failed` (the mail server did not take it). Of `push`, which is not there for
   * what is older than this version: `no-device` (the reader has turned it on nowhere), `muted`, `waiting`, `sent` (to one of the reader's devices at
   * least), `read`, `hidden`, `rate` (one of too many in an hour), `expired` (too old before it could be sent), `gone` (the push service knows the
   * device no more), `failed` (it did not take it).
   */
  outcome: z.enum([
    ...([
      'unread',
      'read',
      'hidden',
      'off',
      'no-address',
      'muted',
      'waiting',
      'sent',
      'digested',
      'bounced',
      'complained',
      'failed',
      'no-device',
      'rate',
      'expired',
      'gone',
    ] as const),
  ]),
  /** When that was; when it came, where nothing has become of it. */
  at: timestamp,
});
export type NotificationDelivery = z.infer<typeof NotificationDeliverySchema>;

export const NotificationSchema = z.object({
  id: z.uuid(),
  type: z.enum(notificationTypes),
  at: timestamp,
  read: z.boolean(),
  page: z.object({ key: z.string(), url: z.string().nullable(), title: z.string().nullable() }),
  /** The reply, the comment that names the reader, the new comment, or the reader's own one; null for points that a page was given. */
  comment: z
    .object({
      id: z.uuid(),
      parentId: z.uuid().nullable(),
      /** The beginning of its Markdown, on one line; null where it is not shown. */
      excerpt: z.string().nullable(),
    })
    .nullable(),
  /** Who replied, wrote or gave; null for decisions, and for somebody who is gone. */
  actor: AuthorSchema.nullable(),
  /** What was decided. Only for decisions. */
  decision: z.enum(['published', 'rejected', 'removed']).optional(),
  /** Whole points. Only for rewards. */
  amount: z.int().positive().optional(),
  delivery: z.array(NotificationDeliverySchema),
});
export type Notification = z.infer<typeof NotificationSchema>;

const list = { items: z.array(NotificationSchema), next: z.string().nullable() };

export const NotificationListSchema = z.object({
  ...list,
  /** Notifications that are not read, counted up to `LIMITS.unreadNotifications`. */
  unread: z.int().min(0),
  /** A page on which the reader sets an address, what mail goes there and what their devices show, for some days. Never null in this version. */
  mailSettingsUrl: z.url().nullable(),
});
export type NotificationList = z.infer<typeof NotificationListSchema>;

/** For staff: with those that the reader is not shown any more. */
export const ReaderNotificationListSchema = z.object(list);
export type ReaderNotificationList = z.infer<typeof ReaderNotificationListSchema>;

const page = {
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().min(1).max(512).optional(),
};

export const NotificationQuerySchema = z.strictObject({
  /** Only those that are not read; `?unread` alone says so, too. */
  unread: z.enum(['', 'true', 'false']).default('false'),
  ...page,
});
export type NotificationQuery = z.infer<typeof NotificationQuerySchema>;

export const ReaderNotificationQuerySchema = z.strictObject(page);
export type ReaderNotificationQuery = z.infer<typeof ReaderNotificationQuerySchema>;

/** Which notifications have been read: some of them, or all that came at a time or before. */
export const ReadNotificationsSchema = z
  .strictObject({
    ids: z.array(z.uuid()).min(1).max(LIMITS.pageSizeMax).optional(),
    until: timestamp.optional(),
  })
  .refine(({ ids, until }) => (ids === undefined) !== (until === undefined), 'must have either `ids` or `until`');
export type ReadNotifications = z.infer<typeof ReadNotificationsSchema>;

export const UnreadNotificationsSchema = z.object({ unread: z.int().min(0) });
export type UnreadNotifications = z.infer<typeof UnreadNotificationsSchema>;

/** Whether the reader is told of what is new. */
export const FollowingSchema = z.object({ following: z.boolean() });
export type Following = z.infer<typeof FollowingSchema>;

/** What a reader follows on a page: the whole page, and comments with the replies below them. */
export const PageFollowingSchema = FollowingSchema.extend({ comments: z.array(z.uuid()) });
export type PageFollowing = z.infer<typeof PageFollowingSchema>;

export const FollowListSchema = z.object({
  items: z.array(
    z.object({
      /** The page or the comment. */
      id: z.uuid(),
      page: z.object({ key: z.string(), url: z.string().nullable(), title: z.string().nullable() }),
      /** The comment that is followed with its replies; null for a page. */
      comment: z.uuid().nullable(),
      since: timestamp,
    }),
  ),
  next: z.string().nullable(),
});
export type FollowList = z.infer<typeof FollowListSchema>;

/** When a mail is sent: at once, or with all else at the next full hour, or at eight in the morning, each day or each Monday. */
export const mailChoices = ['off', 'now', 'hourly', 'daily', 'weekly'] as const;
const choice = z.object({ mail: z.enum(mailChoices) });
/** By its name in the IANA database. */
const timeZone = z.string().max(100).refine(isTimeZone, 'must be the name of a time zone, for example Europe/Berlin');
const newChoice = z.strictObject({ mail: z.enum(mailChoices) }).optional();

/** What readers choose about, each by itself. */
export const notificationKinds = ['replies', 'mentions', 'comments', 'decisions', 'rewards'] as const;
/** `push`: whether the reader's devices show it, at once. */
const readerChoice = choice.extend({ push: z.boolean() });
const newReaderChoice = z.strictObject(readerChoice.partial().shape).optional();

export const NotificationSettingsSchema = z.object({
  /** `off` where the installation sends no mail. */
  mail: z.enum(['on', 'off']),
  /** Null where there is none. Nothing is sent to one that waits to be confirmed, does not exist, or whose owner called mail from here unwanted. */
  email: z
    .object({ address: z.string(), status: z.enum(['waiting', 'confirmed', 'bounced', 'complained']) })
    .nullable(),
  replies: readerChoice,
  /** Comments that name the reader. */
  mentions: readerChoice,
  /** On pages, and below comments, that the reader follows. */
  comments: readerChoice,
  decisions: readerChoice,
  rewards: readerChoice,
  timeZone: z.string(),
  /** What mail is written in; a tag of one of the widget's languages. */
  language: z.string(),
});
export type NotificationSettings = z.infer<typeof NotificationSettingsSchema>;

/** What is left out stays as it is. */
export const UpdateNotificationSettingsSchema = z.strictObject({
  replies: newReaderChoice,
  mentions: newReaderChoice,
  comments: newReaderChoice,
  decisions: newReaderChoice,
  rewards: newReaderChoice,
  timeZone: timeZone.optional(),
  language: languageTag.optional(),
});
export type UpdateNotificationSettings = z.infer<typeof UpdateNotificationSettingsSchema>;

/** What a member of staff gets mail about, on all their sites: comments that are held, and comments that readers report. */
export const StaffMailSettingsSchema = z.object({
  /** `off` where the installation sends no mail. */
  mail: z.enum(['on', 'off']),
  /** Nothing is sent to one that does not exist, or whose owner called mail from here unwanted, until the settings are changed. */
  email: z.object({ address: z.string(), status: z.enum(['confirmed', 'bounced', 'complained']) }),
  held: choice,
  reported: choice,
  timeZone: z.string(),
  /** What mail is written in; a tag of one of the widget's languages. */
  language: z.string(),
  /** What it can be written in. */
  languages: z.array(z.string()),
});
export type StaffMailSettings = z.infer<typeof StaffMailSettingsSchema>;

/** What is left out stays as it is. */
export const UpdateStaffMailSettingsSchema = z.strictObject({
  held: newChoice,
  reported: newChoice,
  timeZone: timeZone.optional(),
  language: languageTag.optional(),
});
export type UpdateStaffMailSettings = z.infer<typeof UpdateStaffMailSettingsSchema>;

/** One address without quotes, comments and groups, so that no program takes it for more than one. */
const EMAIL = /^[^\s@,:;<>()[\]\\"\p{C}]+@[^\s@,:;<>()[\]\\"\p{C}]+$/u;

export const SetEmailSchema = z.strictObject({
  email: z
    .string()
    .trim()
    .max(LIMITS.emailLength)
    .regex(EMAIL, 'must be an email address')
    .refine(isStorable, 'must not contain null characters or lone surrogates'),
  /** What mail is written in; what the browser prefers (`Accept-Language`) where absent. */
  language: languageTag.optional(),
});
export type SetEmail = z.infer<typeof SetEmailSchema>;

/** What `PushSubscription.toJSON()` of a browser gives. */
export const NewPushSubscriptionSchema = z.strictObject({
  endpoint: httpUrl,
  expirationTime: z.number().nullable().optional(),
  /** The browser's public key (65 bytes) and secret (16 bytes), in base64url. */
  keys: z.strictObject({ p256dh: z.string().regex(/^[\w-]{87}=?$/), auth: z.string().regex(/^[\w-]{22}(==)?$/) }),
});
export type NewPushSubscription = z.infer<typeof NewPushSubscriptionSchema>;

/** A browser's subscription that took the place of one before, which it proves to have had. */
export const RenewPushSubscriptionSchema = z.strictObject({
  former: NewPushSubscriptionSchema,
  subscription: NewPushSubscriptionSchema,
});
export type RenewPushSubscription = z.infer<typeof RenewPushSubscriptionSchema>;

/** A browser in which a reader is told: SHA-256 of its endpoint, in base64url. */
export const StoredPushSubscriptionSchema = z.object({ id: z.string() });
export type StoredPushSubscription = z.infer<typeof StoredPushSubscriptionSchema>;

/** The installation's VAPID key, in base64url: `applicationServerKey` of `pushManager.subscribe()`. */
export const PushKeySchema = z.object({ key: z.string() });
export type PushKey = z.infer<typeof PushKeySchema>;

function isTimeZone(name: string): boolean {
  try {
    // PostgreSQL reads offsets the other way around.
    return (
      /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
    );
  } catch {
    return false;
  }
}
