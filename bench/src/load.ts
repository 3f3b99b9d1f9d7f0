import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The requests of a load process: all of one kind, each from another numbered reader where readers are needed. */
export type Traffic =
  | { kind: 'get'; path: string; headers: Record<string, string> }
  | { kind: 'like'; path: string }
  | { kind: 'comment'; path: string }
  /** Comments that have little in common with each other. */
  | { kind: 'unlike-comment'; path: string }
  | { kind: 'reward'; path: string }
  | { kind: 'floor-put'; path: string }
  | { kind: 'floor-post'; path: string };

export interface Load {
  origin: string;
  connections: number;
  seconds: number;
  traffic: Traffic;
  /** Number of the first reader, see `readerToken`. Two processes use different readers. */
  firstReader: number;
}

export interface LoadResult {
  /** Responses with a status of 2xx. */
  acknowledged: number;
  /** Other responses, and failed requests. */
  failed: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** The fraction of a core that the client used. Near 1, the client is the bottleneck. */
  clientBusy: number;
  /** CPU time that the client used. Seconds. */
  clientSeconds: number;
}

/** Sends load from a separate process, so that it does not share an event loop with the measured service. */
export async function sendLoad(load: Load): Promise<LoadResult> {
  const child = fork(join(__dirname, 'load-process.js'));
  try {
    child.send(load);
    const [result] = (await once(child, 'message')) as [LoadResult];
    return result;
  } finally {
    child.disconnect();
  }
}

/** The note of a ratio. If the client used most of a core for the floor, the floor could have done more and the ratio is too high. */
export function ratioNote(ours: LoadResult, floor: LoadResult): string {
  const busy = Math.round(floor.clientBusy * 100);
  return `${Math.round(ours.perSecond)}/s of ${Math.round(floor.perSecond)}/s (client ${busy} %)`;
}
