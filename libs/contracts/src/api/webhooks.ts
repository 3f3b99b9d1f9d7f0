import { z } from 'zod';
import { EVENTS, type EventType } from '../events';
import { LIMITS } from '../limits';
import { oneLine } from '../one-line';
import { httpUrl, timestamp } from '../text';

const types = Object.keys(EVENTS) as [EventType, ...EventType[]];

/** How a webhook is written: as Standard Webhooks are, or as a message for a chat. */
export const webhookFormats = ['standard', 'slack', 'discord', 'telegram', 'matrix', 'teams'] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

/** `active`, or `paused`: nothing is sent, and what happens is sent when it is active again. */
export const webhookStatuses = ['active', 'paused'] as const;

/** Why a webhook is paused: by somebody, because it has failed for days, or because it has answered 410 Gone. */
export const webhookPauses = ['manual', 'failing', 'gone'] as const;
export type WebhookPause = (typeof webhookPauses)[number];

const eventList = z
  .array(z.enum(types))
  .min(1)
  .refine((events) => new Set(events).size === events.length, 'must not repeat an event');

const description = oneLine(LIMITS.webhookDescriptionLength).nullable();

export const CreateWebhookSchema = z.strictObject({
  /** Where to. Of chats it is the address that the chat gives, which is a secret. */
  url: httpUrl,
  events: eventList,
  format: z.enum(webhookFormats).default('standard'),
  /** For people. */
  description: description.optional(),
});
export type CreateWebhook = z.infer<typeof CreateWebhookSchema>;

/** What is left out stays as it is. */
export const UpdateWebhookSchema = z.strictObject({
  url: httpUrl.optional(),
  events: eventList.optional(),
  format: z.enum(webhookFormats).optional(),
  description: description.optional(),
  status: z.enum(webhookStatuses).optional(),
});
export type UpdateWebhook = z.infer<typeof UpdateWebhookSchema>;

export const WebhookSchema = z.object({
  id: z.uuid(),
  url: z.string(),
  /** Types of events. */
  events: z.array(z.string()),
  format: z.enum(webhookFormats),
  description: z.string().nullable(),
  status: z.enum(webhookStatuses),
  /** Null while it is active. */
  pausedBecause: z.enum(webhookPauses).nullable(),
  pausedAt: timestamp.nullable(),
  /** When the first attempt failed since the last one that did not; null where the last one did not. */
  failingSince: timestamp.nullable(),
  /** Attempts that have failed in a row. */
  failures: z.int().min(0),
  /** Until when the secret before this one is valid too. */
  previousSecretUntil: timestamp.nullable(),
  createdAt: timestamp,
});
export type Webhook = z.infer<typeof WebhookSchema>;

/** `secret` is told once: `whsec_` and 32 random bytes in base64. */
export const WebhookWithSecretSchema = WebhookSchema.extend({ secret: z.string() });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecretSchema>;

export const WebhookListSchema = z.object({ items: z.array(WebhookSchema), next: z.null() });
export type WebhookList = z.infer<typeof WebhookListSchema>;

export const ReplaceWebhookSecretSchema = z.strictObject({
  /** True: the secret before this one is not valid any more, as when it has become known to others. */
  retirePrevious: z.boolean().default(false),
});
export type ReplaceWebhookSecret = z.infer<typeof ReplaceWebhookSecretSchema>;

/** `pending`: it waits for its first or next attempt. `failed`: the last attempt has failed, and there is none to come. */
export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One request to a webhook. */
export const WebhookAttemptSchema = z.object({
  at: timestamp,
  /** Of the answer; null where there was none. */
  status: z.int().nullable(),
  tookMs: z.int().min(0),
  /** Why it counts as failed; null where it does not. */
  error: z.string().nullable(),
  /** Headers and the first bytes of the answer. */
  answer: z.object({ headers: z.record(z.string(), z.string()), body: z.string() }).nullable(),
});
export type WebhookAttempt = z.infer<typeof WebhookAttemptSchema>;

export const WebhookDeliverySchema = z.object({
  id: z.uuid(),
  /** The type of the event, or `webhook.test`. */
  event: z.string(),
  /** What `webhook-id` says. */
  messageId: z.string(),
  /** When it happened. */
  happenedAt: timestamp,
  status: z.enum(deliveryStatuses),
  /** The oldest first; of many the newest. */
  attempts: z.array(WebhookAttemptSchema),
  nextAttemptAt: timestamp.nullable(),
});
export type WebhookDelivery = z.infer<typeof WebhookDeliverySchema>;

/** With the request as it would be sent now. Credentials for a chat are left out. */
export const WebhookDeliveryDetailSchema = WebhookDeliverySchema.extend({
  request: z.object({
    method: z.enum(['POST', 'PUT']),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
  }),
});
export type WebhookDeliveryDetail = z.infer<typeof WebhookDeliveryDetailSchema>;

export const WebhookDeliveryListSchema = z.object({
  items: z.array(WebhookDeliverySchema),
  next: z.string().nullable(),
});
export type WebhookDeliveryList = z.infer<typeof WebhookDeliveryListSchema>;

export const WebhookDeliveryQuerySchema = z.strictObject({
  status: z.enum(deliveryStatuses).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().min(1).max(512).optional(),
});
export type WebhookDeliveryQuery = z.infer<typeof WebhookDeliveryQuerySchema>;

/** Sends again what happened in a time span. */
export const ReplayDeliveriesSchema = z.strictObject({
  since: timestamp,
  /** Not included; now where it is left out. */
  until: timestamp.optional(),
  /** Only those that failed, unless it says `all`. */
  which: z.enum(['failed', 'all']).default('failed'),
});
export type ReplayDeliveries = z.infer<typeof ReplayDeliveriesSchema>;

export const ReplayedDeliveriesSchema = z.object({
  deliveries: z.int().min(0),
  /** Where to go on, as `since`, if there were more than one replay may send; else null. */
  next: timestamp.nullable(),
});
export type ReplayedDeliveries = z.infer<typeof ReplayedDeliveriesSchema>;
