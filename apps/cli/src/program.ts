import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Command, InvalidArgumentError } from 'commander';
import { checkBackupPlace } from '../../../libs/platform/src/backup/stores/open-backup-store';
import { openBacking, serviceVariables } from './backing';
import { backup } from './backup/backup';
import { restore } from './backup/restore';
import { backUpByPlan } from './backup/schedule';
import { type Environment, readEnvironment, readGivenEnvironment, root } from './environment';
import { OperatorError } from './operator-error';
import { type Service, passToService } from './service-command';
import { prepareServiceRole } from './service-roles';
import { start } from './start/start';

/** Every command. Those of a service are the service's own: we bring up what it stands on and pass its words on. */
export function program(stop: AbortSignal): Command {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const afterword = new Command('afterword')
    .description('The comments, reactions, rewards and shares that follow an article.')
    .version(version)
    .enablePositionalOptions()
    .showHelpAfterError('(afterword --help lists the commands)');

  afterword
    .command('start')
    .description('run both services until Ctrl-C, with an embedded database if DATABASE_URL is unset')
    .action(() => start(readGivenEnvironment(), stop, version));

  afterword
    .command('migrate')
    .description('migrate the databases of both services to the latest version')
    .option('--with-demo', 'also create the site named by SITE, with the origin of CONTENT_URL, if it does not exist')
    .action(async (options: { withDemo?: true }) => {
      const environment = readEnvironment();
      const demo = options.withDemo
        ? ['--site', environment.site, '--origin', new URL(environment.contentUrl).origin]
        : [];
      await withBacking(stop, async (run) => {
        await prepareRoles(environment);
        await run('engagement', ['migrate', ...demo]);
        await run('content', ['migrate']);
      });
    });

  const passed: [name: string, service: Service, usage: string, description: string][] = [
    ['articles', 'content', 'import <file or folder> [--site S] [--publish]', 'import Markdown with front matter'],
    ['sites', 'engagement', 'create|list …', 'manage sites and their settings'],
    ['readers', 'engagement', 'list|end-sessions …', 'list readers and end their sessions'],
    ['moderation', 'engagement', 'queue|decide …', 'list what waits for a moderator, and decide'],
    ['audit', 'engagement', 'verify|export --site S', 'check and export what was decided on a site'],
    ['staff', 'engagement', 'invite|list|remove|token …', 'invite people who moderate and administer sites'],
    ['comments', 'engagement', 'render', 'render stored comments again'],
    [
      'import',
      'engagement',
      '<file> --site S [--dry-run] [--articles] …',
      'import comments of another system; list, undo',
    ],
    [
      'export',
      'engagement',
      '--site S --out FILE.zip [--format …]',
      'write all that belongs to a site into an archive',
    ],
    ['ledger', 'engagement', 'check', 'check the ledger behind rewards'],
    ['events', 'engagement', 'consumers|replay …', 'inspect the event log and its consumers'],
    ['reconcile', 'engagement', '[--fix]', 'compare displayed counts with stored data'],
  ];
  for (const [name, service, usage, description] of passed) {
    afterword
      .command(name)
      .description(description)
      .usage(usage)
      .helpOption(false)
      .argument('[args...]')
      .allowUnknownOption()
      .passThroughOptions()
      .action((args: string[]) =>
        name === 'import' && args.includes('--articles')
          ? importWithArticles(stop, args)
          : passOn(stop, service, [name, ...args]),
      );
  }

  afterword
    .command('backup [place]')
    .description(
      'write both databases into a folder or s3://bucket/path, as they are at one moment, while the services run',
    )
    .option('--keep <number>', 'make one named by the time below it, and keep so many of them', positive)
    .option('--scheduled', 'to BACKUP_TO, whenever the newest one there has the age BACKUP_EVERY, until Ctrl-C', false)
    .action(async (place: string | undefined, options: { keep?: number; scheduled: boolean }) => {
      if (place !== undefined) checkBackupPlace(place);
      const environment = readEnvironment();
      const { backups } = environment;
      if (place === undefined && backups === undefined)
        throw new OperatorError('Name a folder or s3://bucket/path, or set BACKUP_TO');
      if (options.scheduled && (place !== undefined || options.keep !== undefined))
        throw new OperatorError('--scheduled reads BACKUP_TO, BACKUP_EVERY and BACKUP_KEEP; leave the others out');
      const keep = options.keep ?? (place === undefined ? backups?.keep : undefined);
      const to = { place: place ?? backups?.to ?? '', program: version, ...(keep !== undefined && { keep }) };
      const run = () => backup(environment, stop, to);
      await (options.scheduled && backups ? backUpByPlan(backups, stop, run) : run());
    });

  afterword
    .command('restore <place>')
    .description(
      'put both databases back to the moment of a backup (…/latest: of the newest), while the services are stopped',
    )
    .option('--replace', 'lose what is in the databases now', false)
    .action((place: string, { replace }: { replace: boolean }) => {
      checkBackupPlace(place);
      const environment = readEnvironment();
      return restore(environment, stop, { place, replace, prepare: () => prepareRoles(environment) });
    });

  afterword
    .command('doctor')
    .description('check the installation')
    .option('--fix', 'repair displayed counts from stored data', false)
    .action(async (options: { fix: boolean }) => {
      // With the schemas of both services, which `start` would keep for months.
      const { doctor } = await import('./doctor');
      await doctor(readEnvironment(), stop, options);
    });

  return afterword;
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It must be a number from 1 on.');
  return number;
}

/** Makes the roles that the services have of their own. Without Redis both would need the queue's database. */
async function prepareRoles({ databaseUrl, redisUrl, serviceDatabaseUrls }: Environment): Promise<void> {
  for (const service of ['engagement', 'content'] as const) {
    const serviceUrl = serviceDatabaseUrls[service];
    if (serviceUrl === undefined) continue;
    if (databaseUrl === undefined || redisUrl === undefined)
      throw new OperatorError('Roles of the services on the database server need DATABASE_URL and REDIS_URL');
    await prepareServiceRole({ adminUrl: databaseUrl, service, serviceUrl });
  }
}

type RunCommand = (service: Service, args: string[]) => Promise<void>;

/** Runs commands of services one after the other; the first that fails is the last, and its exit code is ours. */
async function withBacking(stop: AbortSignal, use: (run: RunCommand) => Promise<void>): Promise<void> {
  const backing = await openBacking(readEnvironment(), stop);
  try {
    await use(async (service, args) => {
      if (process.exitCode) return;
      process.exitCode = await passToService({ service, args, variables: backing.variables, signal: stop });
    });
  } finally {
    await backing.close();
  }
}

/** Options of an import that have a value, which is not its file. */
const VALUED = ['site', 'format', 'source', 'map', 'report', 'time-zone', 'origin'];

/** The posts of an export first, so that its comments find their pages. */
async function importWithArticles(stop: AbortSignal, args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    strict: false,
    allowPositionals: true,
    options: Object.fromEntries(VALUED.map((name) => [name, { type: 'string' as const }])),
  });
  const [file] = positionals.filter((word) => word !== 'file');
  const asked = (name: string) => (typeof values[name] === 'string' ? [`--${name}`, values[name]] : []);
  if (file === undefined || values.site === undefined) return passOn(stop, 'engagement', ['import', ...args]);
  const folder = await mkdtemp(join(tmpdir(), 'afterword-articles-'));
  try {
    await withBacking(stop, async (run) => {
      await run('engagement', ['import', 'articles', file, '--out', folder, ...asked('format')]);
      const dryRun = args.includes('--dry-run') ? ['--dry-run'] : [];
      await run('content', ['articles', 'import', join(folder, 'articles'), ...asked('site'), '--publish', ...dryRun]);
      await run('engagement', ['import', ...args, '--addresses', join(folder, 'addresses.txt')]);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function passOn(stop: AbortSignal, service: Service, args: string[]): Promise<void> {
  if (!args.some((arg) => arg === '--help' || arg === '-h')) return withBacking(stop, (run) => run(service, args));
  // Help needs neither a database nor a token, but the service reads its environment before it reads its arguments.
  const variables = serviceVariables(readEnvironment(), {
    databaseUrl: 'postgres://unused/',
    adminToken: '-'.repeat(16),
  });
  process.exitCode = await passToService({ service, args, variables, signal: stop });
}
