import type { Occurrence } from '../delivery';
import { type Format, postJson } from './format';

/** Standard Webhooks: `{ type, timestamp, data }`. `details` is what the event itself says, by its type. */
export const standard: Format = (occurrence, { url }) => postJson(new URL(url), payloadOf(occurrence));

const payloadOf = ({ type, happenedAt, siteId, subjectId, page, actor, comment, payload }: Occurrence) => ({
  type,
  timestamp: happenedAt.toISOString(),
  data: { site: siteId, subject: subjectId, page, actor, comment, details: payload },
});
