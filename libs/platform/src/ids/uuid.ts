import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes of one id. */
const BYTES = 16;

/** Asking the system for them takes longer than all the rest, so it is asked for those of many ids at once. */
const random = new Uint8Array(256 * BYTES);
let used = random.length;

function nextRandom(): Uint8Array {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  return random.subarray(used, (used += BYTES));
}

/** What the last id was made with. `seq` has 32 bits, and begins in the lower half of them. */
let msecs = 0;
let seq = 0;

/**
 * A UUIDv7: unique, and sorted by the order in which this process made them, so that new rows go to the end of an index. Ids of one
 * millisecond count on from a random number (RFC 9562, 6.2, method 1).
 */
export function newId(): string {
  const bytes = nextRandom();
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    seq = new DataView(bytes.buffer, bytes.byteOffset).getUint32(6) & 0x7fff_ffff;
  } else if (seq < 0xffff_ffff) seq += 1;
  else {
    msecs += 1;
    seq = 0;
  }
  return v7({ random: bytes, msecs, seq });
}

/** RFC 9562's Nil and Max: before and after every id that is made. */
export const NIL_ID = '00000000-0000-0000-0000-000000000000';
export const MAX_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The lowest id of a time: those made from then on are not below it. For lists and counts by time that walk an index of ids. */
export function idAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** When an id was made. */
export const timeOfId = (id: string): Date => new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
