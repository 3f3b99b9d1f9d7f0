import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** By OTLP's numbers. */
export const SPAN_KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** What traces may say: names of routes, jobs and statements, numbers and outcomes. Never what somebody wrote or who somebody is. */
export type Attributes = Record<string, string | number>;

export interface SpanContext {
  /** 32 and 16 hexadecimal digits. */
  traceId: string;
  spanId: string;
}

export interface FinishedSpan extends SpanContext {
  parentId: string | null;
  name: string;
  kind: keyof typeof SPAN_KINDS;
  /** Milliseconds since 1970, with fractions. */
  startedAt: number;
  endedAt: number;
  attributes: Attributes;
  /** Other traces that this work was done for, too. */
  links: readonly SpanContext[];
  failed: boolean;
}

export interface Span {
  readonly context: SpanContext;
  end(result?: { attributes?: Attributes; failed?: boolean }): void;
}

export interface SpanOptions {
  kind?: keyof typeof SPAN_KINDS;
  /** The current span unless given; null begins a trace. */
  parent?: SpanContext | null;
  attributes?: Attributes;
  links?: readonly SpanContext[];
}

/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SAMPLED = 1;

/** @returns null for what is no traceparent; `isSampled` false where whoever began the trace does not record it */
export function readTraceparent(text: unknown): (SpanContext & { isSampled: boolean }) | null {
  const [, traceId = '', spanId = '', flags = ''] = (typeof text === 'string' && TRACEPARENT.exec(text)) || [];
  if (traceId === '' || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, isSampled: (parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

export const traceparentOf = ({ traceId, spanId }: SpanContext): string => `00-${traceId}-${spanId}-01`;

/** Makes spans, and knows which one the running code belongs to. */
export class Tracer {
  private readonly current = new AsyncLocalStorage<SpanContext>();

  /**
   * @param ended takes each span
   * @param ratio of the traces that begin here, and of those that others began, 0 to 1: by the id, so that all services choose alike
   */
  constructor(
    private readonly ended: (span: FinishedSpan) => void,
    private readonly ratio = 1,
  ) {}

  /** The span that the running code belongs to, if it is recorded. */
  active(): SpanContext | undefined {
    return this.current.getStore();
  }

  run<Result>(context: SpanContext, work: () => Result): Result {
    return this.current.run(context, work);
  }

  /** Whether a trace is recorded: as who began it says, and not more of them than the operator wants. */
  wants({ traceId, isSampled }: { traceId: string; isSampled: boolean }): boolean {
    return isSampled && parseInt(traceId.slice(-8), 16) < this.ratio * 2 ** 32;
  }

  newTrace(): { traceId: string; isSampled: boolean } {
    return { traceId: randomBytes(16).toString('hex'), isSampled: true };
  }

  start(name: string, options: SpanOptions & { traceId?: string } = {}): Span {
    const { kind = 'internal', parent = this.active() ?? null, attributes = {}, links = [] } = options;
    const context = {
      traceId: parent?.traceId ?? options.traceId ?? this.newTrace().traceId,
      spanId: randomBytes(8).toString('hex'),
    };
    const startedAt = now();
    let isOpen = true;
    return {
      context,
      end: ({ attributes: more = {}, failed = false } = {}) => {
        if (!isOpen) return;
        isOpen = false;
        const own = { parentId: parent?.spanId ?? null, name, kind, startedAt, endedAt: now(), links, failed };
        this.ended({ ...context, ...own, attributes: { ...attributes, ...more } });
      },
    };
  }

  /** Runs `work` in a span of its own, which ends with it. */
  async within<Result>(name: string, options: SpanOptions, work: () => Promise<Result>): Promise<Result> {
    const span = this.start(name, options);
    try {
      const result = await this.run(span.context, work);
      span.end();
      return result;
    } catch (error) {
      span.end({ failed: true });
      throw error;
    }
  }
}

const now = (): number => performance.timeOrigin + performance.now();

let tracer: Tracer | null = null;

/** The process's tracer; null where traces are off, which is the case unless an operator wants them. */
export const tracing = (): Tracer | null => tracer;

export function setTracer(one: Tracer | null): void {
  tracer = one;
}
