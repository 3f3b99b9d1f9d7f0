import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import type { Load, LoadResult, Traffic } from './load';
import { readerToken } from './readers';

const BODY = JSON.stringify({ body: 'A comment of *usual* length, with a [link](https://example.com) in it.' });

const WORDS =
  'council people bridge river plan cost years town street answer reason letter garden school winter morning teacher market window coffee paper station doctor harbour mountain village evening weather history question summer kitchen library neighbour journey problem picture building company system government language century moment husband daughter business number second minute member order party power change figure office police result father mother water money night point house place world group child hand head part right case eye week fact good high old great small large early young important public bad able same'.split(
    ' ',
  );
const LITTLE =
  'the a of and to in that was he it with as his on be at by had not but from they which or we an were'.split(' ');

const anyOf = (words: readonly string[]) => words[Math.floor(Math.random() * words.length)];

/** Sixty words in an order of their own, and a link. */
function unlikeBody(): string {
  const words = Array.from({ length: 30 }, () => `${anyOf(LITTLE)} ${anyOf(WORDS)}`);
  return JSON.stringify({ body: `${words.join(' ')}: https://paper.example/${Math.random().toString(36).slice(2)}` });
}

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
    case 'unlike-comment':
      return {
        method: 'POST',
        path: traffic.path,
        setupRequest: (request) => ({
          ...request,
          body: unlikeBody(),
          headers: { ...request.headers, ...json, ...bearer() },
        }),
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
    clientSeconds: (user + system) / 1_000_000,
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
