import { Failure } from '../failure';
import { Intents } from './intents';

const failing = (kind: Failure['kind'], keys: string[]) => (key: string) => {
  keys.push(key);
  return Promise.reject(new Failure(kind));
};

it('keeps the key of an intent whose outcome is not known', async () => {
  const [intents, keys] = [new Intents(), [] as string[]];
  await expect(intents.run('reward 10', failing('unavailable', keys))).rejects.toThrow();
  await intents.run('reward 10', (key) => Promise.resolve(keys.push(key)));
  expect(keys[0]).toMatch(/^[\da-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
});

it('takes a new key once the outcome is known, and for every other intent', async () => {
  const [intents, keys] = [new Intents(), [] as string[]];
  const note = (key: string) => Promise.resolve(keys.push(key));
  await intents.run('reward 10', note);
  await intents.run('reward 10', note);
  await intents.run('reward 50', note);
  await expect(intents.run('reward 99', failing('insufficient-balance', keys))).rejects.toThrow();
  await intents.run('reward 99', note);
  expect(new Set(keys).size).toBe(5);
});
