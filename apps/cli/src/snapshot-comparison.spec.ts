import { type Counters, type PageState, zeroCounters } from '@afterword/contracts';
import { compare, stillDiffering } from './snapshot-comparison';

const liked = (like: number): Counters => ({ ...zeroCounters(), reactions: { like } });
const state = (version: number, counters: Counters | null = liked(version)): PageState => ({
  site: 'demo',
  page: 'talk',
  countersVersion: version,
  waiting: false,
  commentsVersion: 3,
  counters,
});
const states = (...all: PageState[]) => new Map(all.map((one) => [one.page, one]));

describe('comparing what content holds with what it should', () => {
  it.each<[string, PageState, PageState | null, boolean]>([
    ['the same', state(5), state(5), false],
    ['nothing', state(5), null, true],
    ['an older version', state(5), state(4), true],
    ['a newer one, as after a restored backup', state(5), state(6), true],
    ['an older version of what waits to be announced', { ...state(5), waiting: true }, state(4), false],
    ['nothing of what waits to be announced', { ...state(5), waiting: true }, null, false],
    ['a newer version of what waits to be announced', { ...state(5), waiting: true }, state(6), true],
    ['other counters of the same version', state(5), state(5, liked(4)), true],
    ['other comments', state(5), { ...state(5), commentsVersion: 2 }, true],
    ['comments only', state(5), state(5, null), false],
    [
      'another order of members',
      state(5),
      state(5, { reactions: { like: 5 }, rewards: { amount: 0, count: 0 }, shares: 0, comments: 0 }),
      false,
    ],
    ['a kind less than the site has now', state(5, { ...liked(5), reactions: { like: 5, wow: 0 } }), state(5), false],
  ])('finds %s', (_what, should, held, differs) => {
    expect(compare(states(should), held ? states(held) : new Map()).size).toBe(Number(differs));
  });

  it('lets pages be that content only knows', () => {
    expect(compare(new Map(), states(state(5))).size).toBe(0);
  });

  it('takes for a difference what stays, not what is on its way', () => {
    const first = compare(states(state(9)), states(state(5)));
    expect(stillDiffering(first, compare(states(state(12)), states(state(9)))).size).toBe(0);
    expect(stillDiffering(first, compare(states(state(12)), states(state(5)))).size).toBe(1);
    expect(stillDiffering(first, compare(states(state(9)), states(state(9)))).size).toBe(0);
    // What began to differ later may be on its way.
    expect(stillDiffering(new Map(), first).size).toBe(0);
  });
});
