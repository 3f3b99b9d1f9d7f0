/** Something that a client asked of one reader's mark on one page, and what it was told. Times are turns of the history: 1, 2, 3, … */
export interface MarkOperation {
  client: number;
  /** Whose mark, on which page. */
  register: string;
  /** What it was set to; undefined where it was read. */
  set?: boolean;
  /** What was read, or what the answer to a set says. */
  seen?: boolean;
  invoked: number;
  /** Undefined: no answer came, so it may be carried out at any time after that, or never. */
  answered?: number;
}

/**
 * Whether there is an order of all operations that keeps to real time, and in which everybody saw what was set last: linearizable, as
 * a single register that nothing was ever lost of. Searches as Wing and Gong do, and remembers where it has been (Lowe).
 */
export function isLinearizable(operations: readonly MarkOperation[], initially = false): boolean {
  // A read without an answer says nothing.
  const all = operations
    .filter(({ set, answered }) => set !== undefined || answered !== undefined)
    .sort((one, other) => one.invoked - other.invoked);
  const certain = all.filter(({ answered }) => answered !== undefined).length;
  const visited = new Set<string>();

  const search = (done: ReadonlySet<number>, value: boolean, answeredDone: number): boolean => {
    if (answeredDone === certain) return true;
    const place = `${[...done].sort((one, other) => one - other).join()} ${value}`;
    if (visited.has(place)) return false;
    visited.add(place);
    // Whatever is next was asked for before anything that is left was answered.
    const left = all.map((operation, index) => ({ operation, index })).filter(({ index }) => !done.has(index));
    const firstAnswer = Math.min(...left.map(({ operation }) => operation.answered ?? Infinity));
    return left.some(({ operation, index }) => {
      if (operation.invoked > firstAnswer) return false;
      const after = operation.set ?? value;
      if (operation.seen !== undefined && operation.seen !== after) return false;
      return search(new Set([...done, index]), after, answeredDone + (operation.answered === undefined ? 0 : 1));
    });
  };
  return search(new Set(), initially, 0);
}

/** Fewer operations that are wrong already: what was only read can be left out, and so can what came after. */
export function shortestOf(operations: readonly MarkOperation[]): MarkOperation[] {
  let shortest = operations.filter(({ set, answered }) => set !== undefined || answered !== undefined);
  for (const last of [...shortest].sort((one, other) => (one.answered ?? 0) - (other.answered ?? 0))) {
    // What had begun by then may have been carried out, though its answer came later.
    const end = last.answered ?? 0;
    const until = shortest
      .filter(({ invoked }) => invoked <= end)
      .map(({ answered, seen, ...rest }) =>
        answered !== undefined && answered <= end ? { ...rest, answered, ...(seen !== undefined && { seen }) } : rest,
      );
    if (!isLinearizable(until)) {
      shortest = until;
      break;
    }
  }
  for (const one of shortest.filter(({ set }) => set === undefined)) {
    const without = shortest.filter((other) => other !== one);
    if (!isLinearizable(without)) shortest = without;
  }
  return shortest;
}

export const lineOf = ({ client, register, set, seen, invoked, answered }: MarkOperation): string => {
  const asked = set === undefined ? 'reads' : set ? 'likes' : 'takes its like back';
  const told = answered === undefined ? 'no answer' : `told ${seen ? 'liked' : 'not liked'}`;
  return `${String(invoked).padStart(4)}–${String(answered ?? '…').padEnd(4)} client ${client} ${asked} (${register}): ${told}`;
};
