import { Failure } from '../failure';
import { Grants } from './grants';

function setUp() {
  const wishes = new Map<string, boolean>();
  const stored: boolean[] = [];
  const answers: (() => void)[] = [];
  const grants = new Grants(wishes, (_, wanted) => {
    stored.push(wanted);
    return new Promise((resolve) => answers.push(resolve));
  });
  const answer = async () => {
    answers.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { wishes, stored, grants, answer };
}

it('sends one at a time and ends in what was wanted last', async () => {
  const { wishes, stored, grants, answer } = setUp();
  wishes.set('like', true);
  const first = grants.grant('like');
  for (const wanted of [false, true, false]) {
    wishes.set('like', wanted);
    expect(await grants.grant('like')).toBeNull();
  }
  expect(stored).toEqual([true]);
  await answer();
  await answer();
  expect(await first).toBe(false);
  expect(stored).toEqual([true, false]);
  expect(wishes.size).toBe(0);
});

it('drops a wish that fails', async () => {
  const wishes = new Map([['like', true]]);
  const grants = new Grants(wishes, () => Promise.reject(new Failure('offline')));
  await expect(grants.grant('like')).rejects.toThrow('offline');
  expect(wishes.size).toBe(0);
});
