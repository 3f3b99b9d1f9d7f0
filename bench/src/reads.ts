import { request } from 'node:http';
import { ratioNote, sendLoad } from './load';
import type { Figure } from './report';
import { SITE, type Stage } from './stage';
import { fillThread } from './threads';

export interface Rounds {
  rounds: number;
  seconds: number;
  connections: number;
}

/** The response bytes as they were sent; `fetch` would decompress them. */
export async function rawGet(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, string>; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
          bytes: Buffer.concat(chunks),
        });
      });
    })
      .on('error', reject)
      .end();
  });
}

interface Read {
  name: string;
  origin: string;
  path: string;
  headers: Record<string, string>;
  goal: number;
}

/** Measures reads of the services and of bare Fastify with the same bytes, alternating in each round. */
export async function measureReads(stage: Stage, rounds: Rounds): Promise<Figure[]> {
  const pages = Array.from({ length: 20 }, (_, index) => `read-${index}`);
  await fillThread(stage.database, { site: SITE, page: 'read-0', comments: 10_000 });
  for (const page of pages.slice(1)) await fillThread(stage.database, { site: SITE, page, comments: 3 });
  const query = pages.map((page) => `page=${page}`).join('&');
  const { engagement, content } = stage;
  const reads: Read[] = [
    {
      name: 'GET /v1/counters for 20 pages ÷ bare Fastify, same bytes',
      origin: engagement.origin,
      path: `/v1/counters?site=${SITE}&${query}`,
      headers: {},
      goal: 0.8,
    },
    {
      name: 'GET first comments page (20 of 10,000) ÷ bare Fastify, same bytes',
      origin: engagement.origin,
      path: `/v1/sites/${SITE}/pages/read-0/comments?limit=20`,
      headers: {},
      goal: 0.7,
    },
    {
      name: 'article HTML, gzip ÷ bare Fastify, same bytes',
      origin: content.origin,
      path: '/articles/the-ferryman-s-ledger',
      headers: { 'accept-encoding': 'gzip' },
      goal: 0.7,
    },
  ];
  const figures: Figure[] = [];
  for (const read of reads) figures.push(await compare(stage, read, rounds));
  return figures;
}

async function compare(stage: Stage, read: Read, { rounds, seconds, connections }: Rounds): Promise<Figure> {
  const { origin, path, headers } = read;
  const answer = await rawGet(origin + path, headers);
  if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`);
  await stage.floor.answerLike(answer.headers, answer.bytes);
  const values: number[] = [];
  const notes: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const common = { connections, seconds, firstReader: 0 };
    const floor = await sendLoad({
      ...common,
      origin: stage.floor.readOrigin,
      // The floor gets the same URL, because sending and parsing 300 characters takes time on every server.
      traffic: { kind: 'get', path: `/read${new URL(path, origin).search}`, headers },
    });
    const ours = await sendLoad({ ...common, origin, traffic: { kind: 'get', path, headers } });
    if (ours.failed > 0) throw new Error(`${ours.failed} reads of ${path} failed`);
    values.push(ours.perSecond / floor.perSecond);
    notes.push(ratioNote(ours, floor));
  }
  return {
    name: read.name,
    unit: '',
    goal: { atLeast: read.goal },
    values,
    note: `${answer.bytes.length} B; ${notes.join(', ')}`,
  };
}
