import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a load process sends: requests of one kind, each from another reader where readers are numbered. */
export type Traffic =
  | { kind: 'get'; path: string; headers: Record<string, string> }
  | { kind: 'like'; path: string }
  | { kind: 'comment'; path: string }
  | { kind: 'reward'; path: string }
  | { kind: 'floor-put'; path: string }
  | { kind: 'floor-post'; path: string };

export interface Load {
  origin: string;
  connections: number;
  seconds: number;
  traffic: Traffic;
  /** Number of the first reader that is used, see `readerToken`. Two processes use different ones. */
  firstReader: number;
}

export interface LoadResult {
  /** Answers with a status of 2xx. */
  acknowledged: number;
  /** Any other answer, and requests that failed. */
  failed: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** What part of a core the client took: near 1 it is the client that is measured. */
  clientBusy: number;
}

/** Sends load from a process of its own, so that it does not share an event loop with what it measures. */
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

/** Where the client took most of a core for the floor, the floor could have done more, and the ratio flatters us. */
export function ratioNote(ours: LoadResult, floor: LoadResult): string {
  const busy = Math.round(floor.clientBusy * 100);
  return `${Math.round(ours.perSecond)}/s of ${Math.round(floor.perSecond)}/s (client ${busy} %)`;
}
