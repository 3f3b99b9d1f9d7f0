/** A place in the event log: a stream of moderation has told everything up to it. */
export interface LogPlace {
  txid: string;
  position: string;
}

/** Up to where a client has been told. */
export interface ToldPlace extends LogPlace {
  /** Of `RestoredBackups`: after a restore, the same place is another one. */
  epoch: string;
}

/** The id of an event of the stream. */
export const eventIdOf = ({ txid, position }: LogPlace, epoch: string): string =>
  `${txid}.${position}${epoch === '' ? '' : `.${epoch}`}`;

/** Null for an id that no stream of moderation gave: the reader then starts from the present. */
export function readEventId(id: string | undefined): ToldPlace | null {
  const match = /^(\d{1,20})\.(\d{1,18})(?:\.([0-9a-f]{8}))?$/.exec(id ?? '');
  const [, txid = '', position = '', epoch = ''] = match ?? [];
  // Transaction numbers have 64 bits.
  return match && BigInt(txid) < 2n ** 64n ? { txid, position, epoch } : null;
}

export const isAfter = (one: LogPlace, other: LogPlace): boolean => {
  const [a, b] = [BigInt(one.txid), BigInt(other.txid)];
  return a === b ? BigInt(one.position) > BigInt(other.position) : a > b;
};
