import { Failure } from '../failure';
import { IdempotencyKeys } from './idempotency-keys';

const failing = (kind: Failure['kind'], keys: string[]) => (key: string) => {
  keys.push(key);
  return Promise.reject(new Failure(kind));
};

it('keeps the key of an intent whose outcome is not known', async () => {
  const [idempotencyKeys, keys] = [new IdempotencyKeys(), [] as string[]];
  await expect(idempotencyKeys.run('reward 10', failing('unavailable', keys))).rejects.toThrow();
  await idempotencyKeys.run('reward 10', (key) => Promise.resolve(keys.push(key)));
  expect(keys[0]).toMatch(/^[\da-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
});

it('takes a new key once the outcome is known, and for every other intent', async () => {
  const [idempotencyKeys, keys] = [new IdempotencyKeys(), [] as string[]];
  const note = (key: string) => Promise.resolve(keys.push(key));
  await idempotencyKeys.run('reward 10', note);
  await idempotencyKeys.run('reward 10', note);
  await idempotencyKeys.run('reward 50', note);
  await expect(idempotencyKeys.run('reward 99', failing('insufficient-balance', keys))).rejects.toThrow();
  await idempotencyKeys.run('reward 99', note);
  expect(new Set(keys).size).toBe(5);
});
