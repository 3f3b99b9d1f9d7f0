import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { readerToken } from './readers';
import type { Figure } from './report';
import { SITE, type Stage } from './stage';

const PAGE = 'watched';

/** Measures many open event streams: the memory per stream, and the time until all of them receive a like. */
export async function measureStreams(stage: Stage, { streams }: { streams: number }): Promise<Figure[]> {
  const { engagement } = stage;
  const before = await engagement.memory();
  const watchers: Watcher[] = [];
  for (let index = 0; index < streams; index += 100) {
    const some = Array.from({ length: Math.min(100, streams - index) }, () => Watcher.open(engagement.origin));
    watchers.push(...(await Promise.all(some)));
  }
  try {
    await Promise.all(watchers.map((watcher) => watcher.told(1)));
    const after = await engagement.memory();
    const started = performance.now();
    const response = await fetch(`${engagement.origin}/v1/sites/${SITE}/pages/${PAGE}/reactions/like`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${readerToken(0)}` },
    });
    if (!response.ok) throw new Error(`A like answers ${response.status}`);
    await Promise.all(watchers.map((watcher) => watcher.told(2)));
    const seconds = (performance.now() - started) / 1_000;
    const open = `${streams.toLocaleString('en')} open event streams`;
    return [
      {
        name: `${open}: memory per stream`,
        unit: 'kB',
        goal: { atMost: 15 },
        values: [((after - before) * 1_024) / streams],
        note: `${before.toFixed(0)} → ${after.toFixed(0)} MiB`,
      },
      { name: `${open}: time until all receive a like`, unit: 's', goal: { atMost: 1 }, values: [seconds] },
    ];
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}

/** An event stream client that only counts events. */
class Watcher {
  private events = 0;
  private awaited: { events: number; resolve: () => void } | null = null;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.events += chunk.toString('latin1').split('event: counters').length - 1;
      if (this.awaited && this.events >= this.awaited.events) this.awaited.resolve();
    });
    socket.on('error', () => socket.destroy());
  }

  static async open(origin: string): Promise<Watcher> {
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const watcher = new Watcher(socket);
    socket.write(`GET /v1/sites/${SITE}/pages/${PAGE}/events HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
    return watcher;
  }

  /** Resolves when this many events have arrived. */
  told(events: number): Promise<void> {
    if (this.events >= events) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.awaited = { events, resolve };
      this.socket.once('close', () => {
        reject(new Error('A stream was closed'));
      });
    });
  }

  close(): void {
    this.socket.destroy();
  }
}
