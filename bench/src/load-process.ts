import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import type { Load, LoadResult, Traffic } from './load';
import { readerToken } from './readers';

const BODY = JSON.stringify({ body: 'A comment of *usual* length, with a [link](https://example.com) in it.' });

/** Makes each request differ from the previous one. */
function shape(traffic: Traffic, nextReader: () => number): autocannon.Request {
  const json = { 'content-type': 'application/json' };
  const bearer = () => ({ authorization: `Bearer ${readerToken(nextReader())}` });
  switch (traffic.kind) {
    case 'get':
      return { method: 'GET', path: traffic.path, headers: traffic.headers };
    case 'like':
      return {
        method: 'PUT',
        path: traffic.path,
        setupRequest: (request) => ({ ...request, headers: { ...request.headers, ...bearer() } }),
      };
    case 'comment':
      return {
        method: 'POST',
        path: traffic.path,
        body: BODY,
        setupRequest: (request) => ({ ...request, headers: { ...request.headers, ...json, ...bearer() } }),
      };
    case 'reward':
      return {
        method: 'POST',
        path: traffic.path,
        body: JSON.stringify({ amount: 1 }),
        setupRequest: (request) => ({
          ...request,
          headers: { ...request.headers, ...json, ...bearer(), 'idempotency-key': randomUUID() },
        }),
      };
    case 'floor-put':
      return {
        method: 'PUT',
        path: traffic.path,
        setupRequest: (request) => ({ ...request, headers: { ...request.headers, ...bearer() } }),
      };
    case 'floor-post':
      return {
        method: 'POST',
        path: traffic.path,
        body: BODY,
        setupRequest: (request) => ({ ...request, headers: { ...request.headers, ...json, ...bearer() } }),
      };
  }
}

async function run({ origin, connections, seconds, traffic, firstReader }: Load): Promise<LoadResult> {
  let reader = firstReader;
  const before = process.cpuUsage();
  const result = await autocannon({
    url: origin,
    connections,
    duration: seconds,
    requests: [shape(traffic, () => reader++)],
  });
  const { user, system } = process.cpuUsage(before);
  return {
    acknowledged: result['2xx'],
    failed: result.non2xx + result.errors + result.timeouts,
    perSecond: result['2xx'] / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    clientBusy: (user + system) / 1_000_000 / result.duration,
  };
}

process.once('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
