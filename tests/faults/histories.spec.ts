import fc from 'fast-check';
import { Client } from 'pg';
import { booksBalance, snapshotsEqual } from './facts';
import { type Lie, startLiar } from './liar';
import { type Action, type Plan, plans, runHistory } from './run-history';
import { Stage } from './stage';

/** `npm run faults` tries 200; another number, and the seed of a run that failed, by the environment. */
const { FAULTS_REPORT, HISTORIES, HISTORY_SEED } = process.env;
const RUNS = Number(HISTORIES ?? (FAULTS_REPORT === undefined ? 5 : 200));
const seed = HISTORY_SEED === undefined ? {} : { seed: Number(HISTORY_SEED) };

/** So many plans at most until a break is found. They are the same in each run. */
const TRIES = 12;
const BREAK_SEED = 7;

/** Faults of our own making, below what the service can see. */
const TRIGGERS = [
  {
    breaks: 'counts twice',
    table: 'counter',
    when: 'before update',
    body: 'new.value := greatest(0, 2 * new.value - old.value); return new;',
    finding: /^wrong: .+ has \d+ /,
    repair: null,
  },
  {
    breaks: 'forgets a mark now and then',
    table: 'reaction',
    when: 'before insert',
    body: 'if random() < 0.3 then return null; end if; return new;',
    finding: /^wrong: .+ reactions.like, not \d+|^impossible/,
    repair: null,
  },
  {
    breaks: 'pays a point too much',
    table: 'transfer',
    when: 'after insert',
    body: 'update account set balance = balance + 1 where id = new.credit_account_id; return null;',
    finding: /^wrong: the balance of all together/,
    repair: `
      update account a set balance =
        coalesce((select sum(amount) from transfer where credit_account_id = a.id), 0)
        - coalesce((select sum(amount) from transfer where debit_account_id = a.id), 0)`,
  },
];

jest.setTimeout(1_800_000);

describe('what many clients are told while things break', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open('PostgreSQL');
  });
  afterAll(() => stage.close());

  it(`can all be true (${RUNS} histories)`, async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const problems = await runHistory(stage, stage.readersUrl, plan);
        if (problems.length > 0) throw new Error(problems.join('\n'));
      }),
      // Shrinking leaves out operations and faults, and tries again.
      { numRuns: RUNS, ...seed, plugins: [fc.interruptAfterTimeLimit(1_700_000, { failOnInterrupt: true })] },
    );
    await snapshotsEqual(stage);
    await booksBalance(stage);
  });

  describe('cannot be, and that is found, when a service', () => {
    /** What is found of it first, in the plans that there are. */
    async function findings(url: string): Promise<string[]> {
      for (const plan of fc.sample(plans, { seed: BREAK_SEED, numRuns: TRIES })) {
        const problems = await runHistory(stage, url, plan);
        if (problems.length > 0) return problems;
      }
      return [];
    }

    it.each<[Lie, RegExp]>([
      ['acknowledges before it stores', /^impossible/],
      ['carries out a request again later', /^impossible/],
      ['reads what was', /^impossible/],
      ['forgets keys', /^twice/],
    ])('%s', async (lie, finding) => {
      const liar = await startLiar(() => stage.readersUrl, lie);
      try {
        expect(await findings(liar.url)).toContainEqual(expect.stringMatching(finding));
      } finally {
        await liar.stop();
      }
    });

    it.each(TRIGGERS)('$breaks', async ({ table, when, body, finding, repair }) => {
      const database = new Client({ connectionString: stage.databaseUrl('engagement') });
      await database.connect();
      try {
        await database.query(`create function break_it() returns trigger language plpgsql as $$ begin ${body} end $$`);
        await database.query(`create trigger break_it ${when} on ${table} for each row execute function break_it()`);
        expect(await findings(stage.readersUrl)).toContainEqual(expect.stringMatching(finding));
      } finally {
        await database.end();
        await mend(repair);
      }
    });

    it('acknowledges what a crash takes away', async () => {
      const plan: Plan = {
        clients: Array.from({ length: 4 }, () => Array<Action>(12).fill(['comment', 0])),
        faults: [{ name: 'crash database', after: 24, lasts: 2 }],
      };
      await setting(`synchronous_commit = off`, `wal_writer_delay = '10s'`);
      try {
        expect(await runHistory(stage, stage.readersUrl, plan)).toContainEqual(expect.stringMatching(/^lost/));
      } finally {
        await setting();
      }
    });

    it('keeps an old copy in content', async () => {
      await snapshotsEqual(stage);
      const database = new Client({ connectionString: stage.databaseUrl('content') });
      await database.connect();
      try {
        await database.query(
          `create function break_it() returns trigger language plpgsql as $$ begin return old; end $$`,
        );
        await database.query(
          `create trigger break_it before update on engagement_snapshot for each row execute function break_it()`,
        );
        const plan: Plan = { clients: [[['comment', 0]]], faults: [] };
        expect(await runHistory(stage, stage.readersUrl, plan)).toEqual([]);
        await expect(snapshotsEqual(stage, 3_000)).rejects.toThrow('Still not there');
      } finally {
        await database.query('drop function if exists break_it cascade');
        await database.end();
      }
    });

    /** Sessions end with a crash that a plan has: what is mended is mended on one of its own. */
    async function mend(repair: string | null): Promise<void> {
      const database = new Client({ connectionString: stage.databaseUrl('engagement') });
      await database.connect();
      await database.query('drop function if exists break_it cascade');
      if (repair !== null) await database.query(repair);
      await database.end();
      await stage.services.command('engagement', 'reconcile', '--fix');
    }

    async function setting(...settings: string[]): Promise<void> {
      const database = new Client({ connectionString: stage.databaseUrl('engagement') });
      await database.connect();
      await database.query('alter system reset all');
      for (const one of settings) await database.query(`alter system set ${one}`);
      await database.query('select pg_reload_conf()');
      await database.end();
    }
  });
});
