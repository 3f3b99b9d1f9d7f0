import { Logger } from '@nestjs/common';
import { LogLimiter, reasonOf } from '../logging/log-limiter';
import { type Attributes, type FinishedSpan, SPAN_KINDS } from './tracing';

/** How long spans wait to be sent together, and how many at once. Milliseconds. */
const SEND_AFTER_MS = 1_000;
const MOST_AT_ONCE = 512;

/** Spans that wait while the collector is away; further ones are dropped. About a kilobyte each. */
const MOST_WAITING = 4_096;

/** A collector that does not answer. Milliseconds. */
const TIMEOUT_MS = 5_000;

const STATUS_ERROR = 2;

export interface OtlpOptions {
  /** Of the collector, such as `http://localhost:4318`; `/v1/traces` is added. */
  endpoint: string;
  headers: Record<string, string>;
  resource: Attributes;
}

/**
 * Sends spans to a collector by OTLP/HTTP as JSON. Traces are never worth a request or a job: while the collector is away they wait, and
 * then go.
 */
export class OtlpExporter {
  private readonly logger = new Logger('Tracing');
  private readonly limiter = new LogLimiter();
  private waiting: FinishedSpan[] = [];
  private dropped = 0;
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> | null = null;

  constructor(private readonly options: OtlpOptions) {}

  add(span: FinishedSpan): void {
    if (this.waiting.length >= MOST_WAITING) {
      this.dropped += 1;
      return;
    }
    this.waiting.push(span);
    this.timer ??= setTimeout(() => void this.flush(), SEND_AFTER_MS).unref();
  }

  /** Sends what waits. Never throws. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sending ??= this.send().finally(() => (this.sending = null));
    await this.sending;
  }

  private async send(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, MOST_AT_ONCE);
      try {
        await this.post(batch);
        this.waiting = this.waiting.slice(batch.length);
      } catch (error) {
        const { dropped } = this;
        this.dropped = 0;
        this.limiter.run(reasonOf(error), (fields) =>
          this.logger.warn({ ...fields, dropped }, `Traces cannot be sent: ${reasonOf(error)}`),
        );
        this.timer ??= setTimeout(() => void this.flush(), TIMEOUT_MS).unref();
        return;
      }
    }
  }

  private async post(spans: readonly FinishedSpan[]): Promise<void> {
    const { endpoint, headers, resource } = this.options;
    const body = {
      resourceSpans: [
        {
          resource: { attributes: attributesOf(resource) },
          scopeSpans: [{ scope: { name: 'afterword' }, spans: spans.map(spanOf) }],
        },
      ],
    };
    const response = await fetch(new URL('v1/traces', endpoint.endsWith('/') ? endpoint : `${endpoint}/`), {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    // What a collector refuses for good it refuses again.
    if (response.status === 429 || response.status >= 500)
      throw new Error(`the collector answered with ${response.status}`);
  }
}

const spanOf = ({
  traceId,
  spanId,
  parentId,
  name,
  kind,
  startedAt,
  endedAt,
  attributes,
  links,
  failed,
}: FinishedSpan) => ({
  traceId,
  spanId,
  ...(parentId !== null && { parentSpanId: parentId }),
  name,
  kind: SPAN_KINDS[kind],
  startTimeUnixNano: nanoseconds(startedAt),
  endTimeUnixNano: nanoseconds(endedAt),
  attributes: attributesOf(attributes),
  links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
  status: failed ? { code: STATUS_ERROR } : {},
});

/** As text: more than a number holds exactly. */
const nanoseconds = (milliseconds: number): string => `${Math.round(milliseconds * 1_000)}000`;

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: String(Math.round(value)) },
  }));
