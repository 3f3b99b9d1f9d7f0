import type { DeliveryStatus, EventType, SiteLook, WebhookAttempt, WebhookFormat } from '@afterword/contracts';

/** What `…/webhooks/{id}/test` sends. It is no event. */
export const TEST_EVENT = 'webhook.test';

export type WebhookType = EventType | typeof TEST_EVENT;

/** What a webhook tells of: what happened, by the event log, and what it is about, as it is now. */
export interface Occurrence {
  siteId: string;
  /** What receivers know it by. */
  messageId: string;
  type: WebhookType;
  /** The comment, reward, report, page, reader or import that it happened to. */
  subjectId: string;
  /** What the event says, by its type. */
  payload: Readonly<Record<string, unknown>>;
  happenedAt: Date;
  /** How the site shows points; null where it happened to none. */
  look: SiteLook | null;
  page: { key: string; url: string | null; title: string | null } | null;
  /** The reader who did it, if they are still there. */
  actor: { id: string; name: string } | null;
  comment: {
    id: string;
    parentId: string | null;
    status: string;
    /** Markdown; null where it is erased, as `author` is. */
    body: string | null;
    author: { id: string; name: string; role: string } | null;
    createdAt: string;
    editedAt: string | null;
  } | null;
}

/** Where an occurrence is sent, and how. */
export interface Target {
  url: string;
  format: WebhookFormat;
  secret: string;
  /** Null where there is none that is still valid. */
  previousSecret: string | null;
}

/** A delivery that this process sends. */
export interface TakenDelivery extends Occurrence, Target {
  id: string;
  endpointId: string;
  /** Attempts by the schedule that have failed. */
  failures: number;
  byHand: boolean;
  /** Whether the endpoint's last attempt had failed when it was taken. */
  wasFailing: boolean;
  /** When the schedule goes on after an attempt by hand; null where it is over. */
  resumeAt: Date | null;
  /** The time until which it is this process's, as the database writes it. */
  lease: string;
}

/** What becomes of a delivery after an attempt. */
export interface Outcome {
  status: DeliveryStatus;
  failures: number;
  /** Until the next attempt; null where there is none, or `resumeAt` says when. */
  inSeconds: number | null;
  resumeAt: Date | null;
}

export interface SentAttempt {
  attempt: WebhookAttempt;
  /** What the endpoint asks to wait, in seconds; null where it says nothing. */
  retryAfterSeconds: number | null;
}
