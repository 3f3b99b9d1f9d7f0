import { isLinearizable, lineOf, type MarkOperation, shortestOf } from './history';

type Short = [invoked: number, answered: number | undefined, set: boolean | undefined, seen?: boolean];

const historyOf = (operations: Short[]): MarkOperation[] =>
  operations.map(([invoked, answered, set, seen], client) => ({
    client,
    register: 'a',
    invoked,
    ...(answered !== undefined && { answered }),
    ...(set !== undefined && { set }),
    ...(seen !== undefined && { seen }),
  }));

const ON = true;
const OFF = false;
const READ = undefined;
const NEVER = undefined;

describe('the history of a mark', () => {
  it.each<[string, Short[]]>([
    ['nothing happened', [[1, 2, READ, OFF]]],
    [
      'set, then read',
      [
        [1, 2, ON, ON],
        [3, 4, READ, ON],
      ],
    ],
    [
      'set and read at the same time',
      [
        [1, 4, ON, ON],
        [2, 3, READ, OFF],
      ],
    ],
    [
      'set both ways at the same time, either of them last',
      [
        [1, 4, ON, ON],
        [2, 3, OFF, OFF],
        [5, 6, READ, OFF],
      ],
    ],
    [
      'set both ways at the same time, the other one last',
      [
        [1, 4, ON, ON],
        [2, 3, OFF, OFF],
        [5, 6, READ, ON],
      ],
    ],
    [
      'not answered, and never carried out',
      [
        [1, NEVER, ON],
        [2, 3, READ, OFF],
        [4, 5, READ, OFF],
      ],
    ],
    [
      'not answered, and carried out at once',
      [
        [1, NEVER, ON],
        [2, 3, READ, ON],
      ],
    ],
    [
      'not answered, and carried out late',
      [
        [1, NEVER, ON],
        [2, 3, OFF, OFF],
        [4, 5, READ, OFF],
        [6, 7, READ, ON],
      ],
    ],
  ])('is linearizable: %s', (_name, operations) => {
    expect(isLinearizable(historyOf(operations))).toBe(true);
  });

  it.each<[string, Short[]]>([
    [
      'a set that is lost',
      [
        [1, 2, ON, ON],
        [3, 4, READ, OFF],
      ],
    ],
    [
      'a set that is undone',
      [
        [1, 2, ON, ON],
        [3, 4, READ, ON],
        [5, 6, READ, OFF],
      ],
    ],
    [
      'an old state that is read later',
      [
        [1, 6, ON, ON],
        [2, 3, READ, ON],
        [4, 5, READ, OFF],
      ],
    ],
    [
      'a set that was carried out twice',
      [
        [1, NEVER, ON],
        [2, 3, READ, ON],
        [4, 5, OFF, OFF],
        [6, 7, READ, ON],
      ],
    ],
    ['a mark that nobody set', [[1, 2, READ, ON]]],
    ['an answer that says otherwise', [[1, 2, ON, OFF]]],
  ])('is not: %s', (_name, operations) => {
    expect(isLinearizable(historyOf(operations))).toBe(false);
  });

  it('is told as far as it is wrong, without what was only read', () => {
    const rest: Short[] = [
      [1, 2, ON, ON],
      [3, 4, READ, ON],
      [5, 6, READ, OFF],
      [7, 8, OFF, OFF],
      [9, 10, READ, OFF],
    ];
    expect(shortestOf(historyOf(rest)).map(lineOf)).toEqual([
      '   1–2    client 0 likes (a): told liked',
      '   5–6    client 2 reads (a): told not liked',
    ]);
  });
});
