import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FloorAnswer } from './floor-process';

const KEPT_HEADERS = ['content-type', 'content-encoding', 'etag', 'cache-control'];

/** A process that responds with the same bytes as a route of the services, and does nothing else. */
export class Floor {
  private constructor(
    private readonly child: ChildProcess,
    readonly readOrigin: string,
    readonly writeOrigin: string,
  ) {}

  static async start(): Promise<Floor> {
    const child = fork(join(__dirname, 'floor-process.js'));
    const [ports] = (await once(child, 'message')) as [{ read: number; write: number }];
    return new Floor(child, `http://127.0.0.1:${ports.read}`, `http://127.0.0.1:${ports.write}`);
  }

  /** Sets the response to a copy of `response`, byte for byte (`bytes` as they were sent, compressed or not). */
  async answerLike(headers: Headers | Record<string, string>, bytes: Buffer): Promise<void> {
    const all = new Headers(headers);
    const kept = KEPT_HEADERS.flatMap((name): [string, string][] => {
      const value = all.get(name);
      return value === null ? [] : [[name, value]];
    });
    const answer: FloorAnswer = { body: bytes.toString('base64'), headers: Object.fromEntries(kept) };
    this.child.send(answer);
    await once(this.child, 'message');
  }

  stop(): void {
    this.child.disconnect();
  }
}
