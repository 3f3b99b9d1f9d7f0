import { randomUUID } from 'node:crypto';
import { LIMITS } from '@afterword/contracts';
import { migratedDatabase } from '@afterword/testing/migrated-database';
import type { DataSource } from 'typeorm';
import { Cleanup } from '../cleanup/cleanup';
import { inPipeline } from '../database/pipeline';
import { rowsOf } from '../database/sql';
import { DomainError } from '../http/domain-error';
import type { IdempotencyKey } from '../http/idempotency-key';
import { newId } from '../ids/uuid';
import { RelayLoops } from '../relay-loop/relay-loops';
import { IdempotencyService, type IdempotentRequest } from './idempotency.service';
import { IdempotentBatches } from './idempotent-batches';
import { clientOwner, operatorOwner } from './key-owner';

describe.each(['content', 'engagement'] as const)('idempotency in the database of %s', (name) => {
  let database: DataSource;
  let cleanup: Cleanup;
  let service: IdempotencyService;
  const batches = new IdempotentBatches();

  beforeAll(async () => {
    database = await migratedDatabase(name);
    cleanup = new Cleanup(new RelayLoops({ roles: new Set() }));
    service = new IdempotencyService(database, cleanup);
  });
  afterAll(() => database.destroy());

  const keyOf = (key: string = randomUUID(), request = 'a request'): IdempotencyKey => ({
    key,
    requestHash: Buffer.from(request),
  });
  const stored = (key: string) =>
    rowsOf<{ answer: unknown }>(database, 'select answer from idempotency where key = $1', [key]);
  const reused = expect.objectContaining({ code: 'idempotency-key-reused' });
  const owner = operatorOwner('a-site');

  describe('of single requests', () => {
    it('makes the change once, and gives each copy the first answer with its fields in order', async () => {
      const key = keyOf();
      const change = jest.fn(() => Promise.resolve({ z: 1, a: [2], B: null }));
      const first = JSON.stringify(await service.run(owner, key, change));
      expect(JSON.stringify(await service.run(owner, key, change))).toBe(first);
      expect(change).toHaveBeenCalledTimes(1);
    });

    it('makes copies that come at once wait for the first', async () => {
      const key = keyOf();
      let times = 0;
      const change = async () => {
        times += 1;
        await database.query('select 1');
        return times;
      };
      expect(await Promise.all(Array.from({ length: 8 }, () => service.run(owner, key, change)))).toEqual(
        Array(8).fill(1),
      );
    });

    it('rejects the key with another request, and leaves it to other owners', async () => {
      const key = keyOf();
      const change = (answer: string) => () => Promise.resolve(answer);
      await service.run(owner, key, change('first'));
      await expect(service.run(owner, keyOf(key.key, 'another'), change('second'))).rejects.toEqual(reused);
      for (const other of [operatorOwner(), operatorOwner('another-site'), clientOwner('a-site', '192.0.2.1')]) {
        expect(await service.run(other, key, change(other.id))).toBe(other.id);
      }
    });

    it('leaves the key free when the change fails', async () => {
      const key = keyOf();
      const failing = () => Promise.reject(new DomainError('too-large'));
      await expect(service.run(owner, key, failing)).rejects.toMatchObject({ code: 'too-large' });
      expect(await service.run(owner, key, () => Promise.resolve('later'))).toBe('later');
    });

    it('runs in the transaction of the caller, and is undone with it', async () => {
      const key = keyOf();
      const run = (end: 'commit' | 'rollback') =>
        database.transaction(async (tx) => {
          const answer = await service.runIn(tx, { owner, key }, () => Promise.resolve(end));
          if (end === 'rollback') throw new Error(end);
          return answer;
        });
      await expect(run('rollback')).rejects.toThrow('rollback');
      expect(await run('commit')).toBe('commit');
    });

    it('stores a sealed answer so that it cannot be read without the key', async () => {
      const key = keyOf();
      const token = randomUUID();
      const run = () => service.run(owner, key, () => Promise.resolve({ token }), { sealed: true });
      expect(await run()).toEqual({ token });
      expect(await run()).toEqual({ token });
      expect(await stored(key.key)).toEqual([]);
      const rows = JSON.stringify(await database.query('select key, answer from idempotency'));
      expect(rows).not.toContain(token);
      expect(rows).not.toContain(key.key);
      await expect(service.run(owner, keyOf(key.key, 'another'), run, { sealed: true })).rejects.toEqual(reused);
    });

    it('runs every request without a key', async () => {
      const change = jest.fn(() => Promise.resolve('done'));
      await service.run(owner, null, change);
      await service.run(owner, null, change);
      expect(change).toHaveBeenCalledTimes(2);
    });

    it('deletes the keys of one owner only', async () => {
      const [leaver, other] = [operatorOwner('leaving'), operatorOwner('staying')];
      const key = keyOf();
      for (const each of [leaver, other]) await service.run(each, key, () => Promise.resolve(each.siteId));
      await database.transaction((tx) => service.deleteAllOf(tx, leaver));
      expect(await stored(key.key)).toEqual([{ answer: 'staying' }]);
    });

    it('takes an expired key anew, and removes expired keys in batches', async () => {
      const [old, young] = [keyOf(), keyOf()];
      const run = (key: IdempotencyKey, answer: string) => service.run(owner, key, () => Promise.resolve(answer));
      for (const key of [old, young]) await run(key, 'first');
      const age = `update idempotency set created_at = now() - make_interval(hours => $2, mins => 1) where key = $1`;
      await database.query(age, [old.key, LIMITS.idempotencyKeyHours]);
      expect(await run(old, 'second')).toBe('second');

      await database.query(age, [old.key, LIMITS.idempotencyKeyHours]);
      await database.query(age, [young.key, LIMITS.idempotencyKeyHours - 1]);
      await database.query(
        `insert into idempotency (site_id, owner_id, key, request_hash, created_at)
         select 'many', gen_random_uuid(), n::text, '\\x00', now() - interval '2 days' from generate_series(1, 2500) n`,
      );
      const removed: number[] = [];
      do removed.push(await cleanup.tick());
      while (removed.at(-1) !== 0);
      expect(removed).toEqual([1_000, 1_000, 501, 0]);
      expect(await stored(old.key)).toEqual([]);
      expect(await stored(young.key)).toEqual([{ answer: 'first' }]);
    });
  });

  describe('of a batch', () => {
    interface Command extends IdempotentRequest {
      outcome: unknown;
    }
    const command = (outcome: unknown, key: IdempotencyKey | null = keyOf(), more: Partial<Command> = {}): Command => ({
      owner: { siteId: 'a-site', id: readerId },
      key,
      outcome,
      ...more,
    });
    const readerId = newId();

    /** @returns the answers, and the commands that were carried out */
    const flush = (commands: readonly Command[]) =>
      inPipeline(database, async (tx) => {
        const claimed = await batches.claim(tx, commands, (each) => each);
        const outcomes = new Map(claimed.fresh.map((each) => [each, each.outcome]));
        return { answers: claimed.answer(tx, outcomes), fresh: claimed.fresh, hasKeys: claimed.hasKeys };
      });

    it('carries out the first of each key, and answers its copies with it, now and later', async () => {
      const key = keyOf();
      const commands = [command('no key', null), command({ z: 1, a: 2 }, key), command('copy', key), command('other')];
      const { answers, fresh, hasKeys } = await flush(commands);
      expect(hasKeys).toBe(true);
      expect(fresh).toEqual([commands[0], commands[1], commands[3]]);
      expect(answers).toEqual(['no key', { z: 1, a: 2 }, { z: 1, a: 2 }, 'other']);
      const again = await flush([command('later', key)]);
      expect(again.fresh).toEqual([]);
      expect(JSON.stringify(again.answers)).toBe('[{"z":1,"a":2}]');
    });

    it('needs no statement without keys', async () => {
      const { answers, hasKeys } = await flush([command('a', null), command('b', null)]);
      expect([answers, hasKeys]).toEqual([['a', 'b'], false]);
    });

    it('rejects another request with the key, within the batch and afterwards', async () => {
      const key = keyOf();
      const other = command('other', keyOf(key.key, 'another'));
      const { answers } = await flush([command('first', key), other]);
      expect(answers).toEqual(['first', reused]);
      expect((await flush([other])).answers).toEqual([reused]);
    });

    it('leaves the key of a rejected command free', async () => {
      const key = keyOf();
      const refused = new DomainError('page-closed');
      expect((await flush([command(refused, key), command('copy', key)])).answers).toEqual([refused, refused]);
      expect((await flush([command('later', key)])).answers).toEqual(['later']);
    });

    it('shares keys and sealed answers with single requests', async () => {
      const key = keyOf();
      const token = randomUUID();
      const { answers } = await flush([command({ token }, key, { sealed: true })]);
      expect(answers).toEqual([{ token }]);
      expect(JSON.stringify(await database.query('select key, answer from idempotency'))).not.toContain(token);
      expect((await flush([command('later', key, { sealed: true })])).answers).toEqual([{ token }]);
      const { owner: reader } = command(null);
      expect(await service.run(reader, key, () => Promise.resolve('later'), { sealed: true })).toEqual({ token });
      const other = command('other', keyOf(key.key, 'another'), { sealed: true });
      expect((await flush([other])).answers).toEqual([reused]);
    });

    it('does not deadlock with another batch that has the same keys in another order', async () => {
      const keys = Array.from({ length: 20 }, () => keyOf());
      const batch = (order: readonly IdempotencyKey[], answer: string) =>
        flush(order.map((key) => command(answer, key)));
      const [one, other] = await Promise.all([batch(keys, 'one'), batch([...keys].reverse(), 'other')]);
      expect(new Set([...one.answers, ...other.answers]).size).toBe(1);
    });
  });
});
