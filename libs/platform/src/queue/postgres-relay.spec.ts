import { Client } from 'pg';
import { poll } from '@afterword/testing/poll';
import { startTcpProxy, type TcpProxy } from '@afterword/testing/tcp-proxy';
import { PostgresRelay } from './postgres-relay';

const serverUrl = () => process.env.TEST_DATABASE_URL ?? '';

describe('messages on PostgreSQL', () => {
  const relays: PostgresRelay[] = [];
  let count = 0;
  let topic: string;

  // All workers share the server.
  beforeEach(() => (topic = `spec.${process.pid}.${(count += 1)}`));
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.close()));
  });

  /** One that listens, with what it was told. */
  async function open(connectionString = serverUrl()) {
    const relay = new PostgresRelay({ connectionString });
    relays.push(relay);
    const [heard, told]: [unknown[], string[]] = [[], []];
    relay.on('error', () => told.push('error'));
    relay.on('recovered', () => told.push('recovered'));
    await relay.waitUntilReady();
    await relay.subscribe(topic, ({ data }) => heard.push(data));
    return { relay, heard, told, publish: (data: unknown) => relay.publish(topic, data) };
  }

  it('reach all others in order and whole, however long they are, and not whoever sends them', async () => {
    const [one, two, three] = [await open(), await open(), await open()];
    const long = { words: Array.from({ length: 500 }, (_, index) => `ä "${index}" \u{1f600} ${'x'.repeat(40)}`) };
    // Its pieces are all alike.
    const alike = 'y'.repeat(50_000);
    const sent = ['first', long, alike, null, 'last'];
    for (const data of sent) await one.publish(data);
    await two.publish('an answer');
    await poll(
      () => one.heard.length + two.heard.length + three.heard.length,
      (count) => count >= 12,
    );
    expect(two.heard).toEqual(sent);
    expect(three.heard.filter((data) => data !== 'an answer')).toEqual(sent);
    expect(one.heard).toEqual(['an answer']);
  });

  it('that are none of ours are told as undefined', async () => {
    const { heard } = await open();
    const other = new Client({ connectionString: serverUrl() });
    await other.connect();
    await other.query('select pg_notify($1, $2)', [topic, 'hello']);
    await other.query('select pg_notify($1, $2)', [topic, '1/1 {']);
    await other.end();
    await poll(
      () => heard,
      (data) => data.length === 2,
    );
    expect(heard).toEqual([undefined, undefined]);
  });

  describe('over a network that breaks', () => {
    let network: TcpProxy;
    let through: string;

    beforeEach(async () => {
      const server = new URL(serverUrl());
      network = await startTcpProxy(Number(server.port));
      server.port = String(network.port);
      through = server.href;
    });
    afterEach(() => network.stop());

    it('are missed by whoever is cut off, who is told so and hears the next ones', async () => {
      const [one, two] = [await open(), await open(through)];
      network.set({ kind: 'cut' });
      await poll(
        () => two.told,
        (told) => told.includes('error'),
      );
      await expect(two.publish('to nobody')).rejects.toThrow('lost');
      await one.publish('missed');
      network.set({ kind: 'open' });
      await poll(
        () => two.told,
        (told) => told.includes('recovered'),
      );
      await one.publish('heard');
      await poll(
        () => two.heard,
        (heard) => heard.length > 0,
      );
      expect(two.heard).toEqual(['heard']);
    });

    it('cannot be sent where the first connection fails, which is told', async () => {
      network.set({ kind: 'cut' });
      const relay = new PostgresRelay({ connectionString: through });
      await expect(relay.waitUntilReady()).rejects.toThrow();
      await relay.close();
    });

    it('leave no connection behind where one is closed while it connects', async () => {
      const relay = new PostgresRelay({ connectionString: through, application_name: topic });
      await relay.close();
      await expect(relay.waitUntilReady()).resolves.toBeUndefined();
      const server = new Client({ connectionString: serverUrl() });
      await server.connect();
      const sessions = () =>
        server.query<{ pid: number }>('select pid from pg_stat_activity where application_name = $1', [topic]);
      await poll(
        async () => (await sessions()).rows,
        (rows) => rows.length === 0,
      );
      await server.end();
    });
  });
});
