import { Failure } from '../failure';
import { ReactionSync } from './reaction-sync';

function setUp() {
  const pendingReactions = new Map<string, boolean>();
  const stored: boolean[] = [];
  const answers: (() => void)[] = [];
  const reactionSync = new ReactionSync(pendingReactions, (_, wanted) => {
    stored.push(wanted);
    return new Promise((resolve) => answers.push(resolve));
  });
  const answer = async () => {
    answers.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { pendingReactions, stored, reactionSync, answer };
}

it('sends one at a time and ends in the last state', async () => {
  const { pendingReactions, stored, reactionSync, answer } = setUp();
  pendingReactions.set('like', true);
  const first = reactionSync.sync('like');
  for (const wanted of [false, true, false]) {
    pendingReactions.set('like', wanted);
    expect(await reactionSync.sync('like')).toBeNull();
  }
  expect(stored).toEqual([true]);
  await answer();
  await answer();
  expect(await first).toBe(false);
  expect(stored).toEqual([true, false]);
  expect(pendingReactions.size).toBe(0);
});

it('discards a pending reaction that fails', async () => {
  const pendingReactions = new Map([['like', true]]);
  const reactionSync = new ReactionSync(pendingReactions, () => Promise.reject(new Failure('offline')));
  await expect(reactionSync.sync('like')).rejects.toThrow('offline');
  expect(pendingReactions.size).toBe(0);
});
