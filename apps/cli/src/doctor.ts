import type { PageState } from '@afterword/contracts';
import { z } from 'zod';
import { counted } from '../../../libs/platform/src/command-line/counted';
import { openBacking } from './backing';
import { type BackupPlan, newestBackup } from './backup/schedule';
import type { Environment } from './environment';
import { messageOf, OperatorError } from './operator-error';
import { linesOfService, passToService, type Service, type ServiceCommand } from './service-command';
import { differencesOf } from './snapshot-comparison';
import { originOf } from './start/origin';

/**
 * Says what works, a line each. What is not running is no fault; what is broken gives exit code 1. With `fix` what readers see
 * is repaired from stored data; accounts that do not add up are for people to look at.
 */
export async function doctor(environment: Environment, stop: AbortSignal, { fix }: { fix: boolean }): Promise<void> {
  say('ok', 'node', process.version);
  const backing = await openBacking(environment, stop);
  say(
    'ok',
    'database',
    environment.databaseUrl === undefined ? `embedded, in ${environment.dataFolder}` : 'DATABASE_URL answers',
  );
  say('ok', 'queue', environment.redisUrl === undefined ? 'on PostgreSQL' : 'REDIS_URL answers');
  try {
    const run: Run = { variables: backing.variables, signal: stop };
    await sayVersion(run, 'content');
    await sayVersion(run, 'engagement');
    await sayHealth('content', originOf(environment.host, environment.contentPort));
    await sayHealth('engagement', originOf(environment.host, environment.engagementPort));
    await sayOf(run, 'ledger', ['ledger', 'check'], 'balances match transfers');
    await sayOf(run, 'counters', ['reconcile', ...(fix ? ['--fix'] : [])], 'match stored data');
    await saySnapshots(run, environment.site, fix);
    if (environment.backups) await sayBackups(environment.backups);
  } finally {
    await backing.close();
  }
}

type Run = Pick<ServiceCommand, 'variables' | 'signal' | 'input'>;

async function sayOf(run: Run, subject: string, args: string[], words: string): Promise<void> {
  const code = await passToService({ ...run, service: 'engagement', args });
  say(code === 0 ? 'ok' : 'bad', subject, code === 0 ? words : 'see above');
}

async function saySnapshots(run: Run, site: string, fix: boolean): Promise<void> {
  const { pages, differences } = await differencesOf(run, site);
  for (const { should, held } of differences) {
    const versions = ({ countersVersion, commentsVersion }: PageState) => `${countersVersion}.${commentsVersion}`;
    const words = held ? `has version ${versions(held)}` : 'has nothing';
    console.log(`${should.site}/${should.page}: content ${words}, engagement has ${versions(should)}`);
  }
  if (differences.length === 0) return say('ok', 'snapshots', `content is up to date for ${counted(pages, 'pages')}`);
  if (!fix) return say('bad', 'snapshots', `${differences.length} of ${counted(pages, 'pages')} differ`);
  const lines = differences.map(({ should, held }) =>
    JSON.stringify({
      site: should.site,
      page: should.page,
      countersVersion: held?.countersVersion ?? 0,
      commentsVersion: held?.commentsVersion ?? 0,
    }),
  );
  await sayOf({ ...run, input: `${lines.join('\n')}\n` }, 'snapshots', ['snapshots', 'announce'], 'announced again');
}

const MigrationStateSchema = z.object({
  applied: z.array(z.string()),
  pending: z.array(z.string()),
  unknown: z.array(z.string()),
});

/** Which version the data has, by its newest migration, and whether this program is of the same. */
async function sayVersion(run: Run, service: Service): Promise<void> {
  try {
    const { applied, pending, unknown } = await versionOf(run, service);
    const has = `the data of ${service} are at ${applied.at(-1) ?? 'nothing'}`;
    if (unknown.length > 0)
      say('bad', 'version', `${has}, of a newer Afterword than this (${unknown.join(', ')}); update it`);
    else if (pending.length > 0)
      say('bad', 'version', `${has}, and lack ${pending.join(', ')}; run "npx afterword migrate"`);
    else say('ok', 'version', has);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    say('bad', 'version', error.message);
  }
}

async function versionOf(run: Run, service: Service): Promise<z.infer<typeof MigrationStateSchema>> {
  const lines: string[] = [];
  for await (const line of linesOfService({ ...run, service, args: ['version'] })) lines.push(line);
  return MigrationStateSchema.parse(JSON.parse(lines.join('')));
}

/** How old the newest backup is, by where they are: it tells also of a schedule that does not run. */
async function sayBackups({ to, everyMs }: BackupPlan): Promise<void> {
  try {
    const newest = await newestBackup(to);
    if (newest === undefined) return say('bad', 'backups', `there is none in ${to}, and BACKUP_TO is set`);
    const ageMs = Date.now() - newest.getTime();
    const hours = (ms: number) => `${(ms / 3_600_000).toFixed(1)} h`;
    const words = `the newest in ${to} is of ${newest.toISOString()}, ${hours(ageMs)} ago`;
    if (ageMs <= 2 * everyMs) return say('ok', 'backups', words);
    say('bad', 'backups', `${words}; one is due every ${hours(everyMs)}`);
  } catch (error) {
    say('bad', 'backups', messageOf(error));
  }
}

async function sayHealth(service: string, origin: string): Promise<void> {
  try {
    const response = await fetch(`${origin}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    say(response.ok ? 'ok' : 'bad', service, await response.text());
  } catch (error) {
    say('off', service, `not running at ${origin} (${messageOf(error)})`);
  }
}

function say(state: 'ok' | 'bad' | 'off', subject: string, words: string): void {
  if (state === 'bad') process.exitCode = 1;
  console.log(`${state.padEnd(4)}${subject.padEnd(12)}${words}`);
}
