import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));
const AttributesSchema = z.array(
  z.strictObject({
    key: z.string(),
    value: z.union([
      z.strictObject({ stringValue: z.string() }),
      z.strictObject({ intValue: z.string().regex(/^\d+$/) }),
    ]),
  }),
);

/** As the protocol's JSON encoding has it (opentelemetry-proto 1.x): ids in hexadecimal, 64-bit numbers as text. */
const ExportSchema = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes: AttributesSchema }),
      scopeSpans: z.array(
        z.strictObject({
          scope: z.strictObject({ name: z.string() }),
          spans: z.array(
            z.strictObject({
              traceId: hex(32),
              spanId: hex(16),
              parentSpanId: hex(16).optional(),
              name: z.string(),
              kind: z.int().min(1).max(5),
              startTimeUnixNano: z.string().regex(/^\d{19}$/),
              endTimeUnixNano: z.string().regex(/^\d{19}$/),
              attributes: AttributesSchema,
              links: z.array(z.strictObject({ traceId: hex(32), spanId: hex(16) })),
              status: z.strictObject({ code: z.int().optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

type WireSpan = z.infer<typeof ExportSchema>['resourceSpans'][0]['scopeSpans'][0]['spans'][0];
export type ReceivedSpan = WireSpan & { service: string };

export interface Collector {
  url: string;
  spans: ReceivedSpan[];
  /** Everything that arrived, as it arrived. */
  received(): string;
  /** What was no OTLP. */
  problems: string[];
  stop(): Promise<void>;
}

/** A receiver of OTLP/HTTP with JSON, which refuses what is none. */
export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const problems: string[] = [];
  let received = '';
  const server = createServer((request, response) => {
    const take = async () => {
      const body = await json(request);
      received += JSON.stringify([request.headers, body]);
      const parsed = ExportSchema.safeParse(body);
      if (
        request.method !== 'POST' ||
        request.url !== '/v1/traces' ||
        request.headers['content-type'] !== 'application/json'
      )
        problems.push(`${request.method} ${request.url}`);
      if (!parsed.success) problems.push(parsed.error.message);
      for (const { resource, scopeSpans } of parsed.data?.resourceSpans ?? []) {
        const name = resource.attributes.find(({ key }) => key === 'service.name')?.value;
        const service = name && 'stringValue' in name ? name.stringValue : '';
        for (const { spans: some } of scopeSpans) spans.push(...some.map((span) => ({ ...span, service })));
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    };
    take().catch((error: unknown) => {
      problems.push(String(error));
      response.writeHead(400).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    problems,
    received: () => received,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
