import 'reflect-metadata';
import { createInterface } from 'node:readline';
import { CreateSiteSchema, LIMITS, PageStateSchema, ReaderListQuerySchema } from '@afterword/contracts';
import {
  backUpDatabase,
  counted,
  forgetQueue,
  loadConfig,
  migrateDatabase,
  migrateQueue,
  migrationState,
  openBackupStore,
  OPERATOR,
  refuseEmptyArguments,
  restoreDatabase,
  runMain,
  type ServiceConfig,
  Steps,
} from '@afterword/platform';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { CommandLineModule } from './command-line.module';
import { RenderingService } from './comments';
import { moderationCommands } from './decisions';
import { entities } from './entities';
import { EventReplay, type ReplayStart } from './event-log';
import { ArchiveRestore, exportCommand } from './exports';
import { importCommand } from './imports';
import { LedgerReader } from './ledger';
import { migrations } from './migrations';
import { auditCommands } from './moderation-log';
import { ReaderList } from './readers';
import { type Drift, PageStates, ReconciliationService } from './reconciliation';
import { reconcileRestored } from './restored-backups';
import { addRestrictionCommand } from './restrictions';
import { SitesService } from './sites';
import { staffCommands } from './staff';

/** The site that comes with the product: its guests have points, and members who react are named, so that all of it can be tried. */
const DEMO = { id: 'demo', guestBalance: 100, look: { reactors: true } };

const print = (line: string) => process.stdout.write(`${line}\n`);
const collect = (value: string, list: string[]) => [...list, value];

/** `localhost` and `127.0.0.1` are one machine to a person and two origins to a browser. */
function withLoopbackTwin(origin: string): string[] {
  const twin = new URL(origin);
  if (twin.hostname === 'localhost') twin.hostname = '127.0.0.1';
  else if (twin.hostname === '127.0.0.1') twin.hostname = 'localhost';
  else return [origin];
  return [origin, twin.origin];
}

/** An id or a time, as an option of a command. */
function replayStart(text: string): ReplayStart {
  const id = z.uuid().safeParse(text);
  if (id.success) return { eventId: id.data };
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('It must be the id of an event or a time.');
  return { time };
}

async function withServices(
  config: ServiceConfig,
  use: (app: INestApplicationContext) => Promise<void>,
): Promise<void> {
  const app = await NestFactory.createApplicationContext(CommandLineModule.forRoot(config), {
    // What fails is reported in one line, by `runMain`.
    logger: false,
    abortOnError: false,
  });
  try {
    await use(app);
  } finally {
    await app.close();
  }
}

async function addSite(
  config: ServiceConfig,
  verb: 'create' | 'ensure',
  { id, name = id, origins, guestBalance }: { id: string; name?: string; origins: string[]; guestBalance?: number },
): Promise<void> {
  const site = CreateSiteSchema.parse({
    id,
    name,
    origins: [...new Set(origins.flatMap(withLoopbackTwin))],
    ...(id === DEMO.id && DEMO),
    ...(guestBalance !== undefined && { guestBalance }),
  });
  await withServices(config, async (app) => {
    print(JSON.stringify(await app.get(SitesService)[verb](site)));
  });
}

function program(config: ServiceConfig): Command {
  const root = new Command('engagement').description('Commands of the engagement service');

  root
    .command('migrate')
    .description('create the database if it does not exist, and run its migrations')
    .option('--site <id>', 'then create the site, or add missing origins to it')
    .option('--origin <origin>', 'origin of its pages (repeatable)', collect, [])
    .action(async ({ site, origin }: { site?: string; origin: string[] }) => {
      const [applied] = await Promise.all([migrateDatabase({ config, entities, migrations }), migrateQueue(config)]);
      print(
        applied.length > 0 ? `engagement: applied ${applied.join(', ')}` : 'engagement: the database is up to date',
      );
      if (site !== undefined) await addSite(config, 'ensure', { id: site, origins: origin });
    });

  const sites = root.command('sites').description('manage sites and their settings');
  sites
    .command('list')
    .description('list all sites, one per line')
    .action(() =>
      withServices(config, async (app) => {
        for (const site of await app.get(SitesService).list()) print(JSON.stringify(site));
      }),
    );
  for (const verb of ['create', 'ensure'] as const) {
    sites
      .command(`${verb} <id>`)
      .description(verb === 'create' ? 'create a site' : 'create a site, or add missing origins to it')
      .option('--name <name>', 'display name; defaults to the id')
      .option('--origin <origin>', 'origin of its pages, such as https://example.com (repeatable)', collect, [])
      .option('--guest-balance <points>', 'points of a new guest; only when the site is created', Number)
      .action(
        (id: string, { name, origin, guestBalance }: { name?: string; origin: string[]; guestBalance?: number }) =>
          addSite(config, verb, { id, name, origins: origin, guestBalance }),
      );
  }

  const readers = root.command('readers').description('list readers, restrict them and end their sessions');
  readers
    .command('list')
    .description("list a site's readers, newest first, one per line")
    .requiredOption('--site <id>', 'the site')
    .option('--query <text>', 'only names that contain this')
    .action(({ site: siteId, query }: { site: string; query?: string }) =>
      withServices(config, async (app) => {
        const site = await app.get(SitesService).get(siteId);
        for (let cursor: string | null | undefined; cursor !== null;) {
          const list = ReaderListQuerySchema.parse({ q: query, limit: LIMITS.pageSizeMax, cursor });
          const { items, next } = await app.get(ReaderList).list(site.id, list);
          for (const reader of items) print(JSON.stringify(reader));
          cursor = next;
        }
      }),
    );
  readers
    .command('end-sessions <reader-ids...>')
    .description('sign readers out everywhere')
    .requiredOption('--site <id>', 'the site')
    .action((ids: string[], { site: siteId }: { site: string }) =>
      withServices(config, async (app) => {
        const site = await app.get(SitesService).get(siteId);
        for (const id of ids) {
          await app.get(ReaderList).endSessions(site.id, id, OPERATOR);
          print(`${id} is signed out everywhere`);
        }
      }),
    );

  const withSite = (siteId: string, use: (app: INestApplicationContext) => Promise<void>) =>
    withServices(config, async (app) => {
      await app.get(SitesService).get(siteId);
      await use(app);
    });
  root.addCommand(staffCommands((use) => withServices(config, use)));
  root.addCommand(moderationCommands(withSite));
  root.addCommand(auditCommands(withSite));
  const withAll = (use: (app: INestApplicationContext) => Promise<void>) => withServices(config, use);
  root.addCommand(importCommand(withAll, restoreArchive));
  root.addCommand(exportCommand(withAll));

  addRestrictionCommand(readers, (use) => withServices(config, use));

  const comments = root.command('comments').description('render stored comments again');
  comments
    .command('render')
    .description('render comments of older renderer versions again; can be interrupted and resumed')
    .action(() =>
      withServices(config, async (app) => {
        const { rendered, changed } = await app.get(RenderingService).renderAnew();
        print(`${counted(rendered, 'comments')} rendered, ${changed} with another look`);
      }),
    );

  const ledger = root.command('ledger').description('check the ledger behind rewards');
  ledger
    .command('check')
    .description(
      'check that the ledger sums to zero, that balances match transfers and none is overdrawn; exit code 1 otherwise',
    )
    .action(() =>
      withServices(config, async (app) => {
        const reports = await app.get(LedgerReader).check();
        if (reports.length === 0) print('No account has been opened yet.');
        for (const report of reports) {
          const sound = report.sum === 0 && report.wrongBalances === 0 && report.overdrawn === 0;
          print(`${report.siteId}: ${sound ? 'sound' : JSON.stringify(report)}`);
          if (!sound) process.exitCode = 1;
        }
      }),
    );

  root
    .command('reconcile')
    .description('compare displayed counts with stored data; exit code 1 if they differ')
    .option('--fix', 'repair displayed counts, one transaction per page', false)
    .action(({ fix }: { fix: boolean }) =>
      withServices(config, async (app) => {
        let found = 0;
        for await (const drift of app.get(ReconciliationService).all({ fix })) {
          found += 1;
          for (const line of linesOf(drift)) print(line);
          if (!drift.repaired) process.exitCode = 1;
        }
        if (found === 0) print('All counters match the facts.');
      }),
    );

  const events = root.command('events').description('inspect the event log and its consumers');
  events
    .command('consumers')
    .description('show the position of each consumer, one per line')
    .action(() =>
      withServices(config, async (app) => {
        for (const position of await app.get(EventReplay).positions()) print(JSON.stringify(position));
      }),
    );
  events
    .command('replay <consumer>')
    .description('send events to a consumer again, handled or not')
    .requiredOption('--from <time or event id>', 'the first event, or a time such as 2026-11-28T12:00:00Z', replayStart)
    .action((consumer: string, { from }: { from: ReplayStart }) =>
      withServices(config, async (app) => {
        print(
          `${counted(await app.get(EventReplay).replay(consumer, from), 'events')} will be handed to ${consumer} again`,
        );
      }),
    );

  const snapshots = root.command('snapshots').description('expected snapshots of the content service');
  snapshots
    .command('list')
    .description('print the expected state of each page, one per line; used by `afterword doctor`')
    .action(() =>
      withServices(config, async (app) => {
        for await (const state of app.get(PageStates).all()) print(JSON.stringify(state));
      }),
    );
  snapshots
    .command('announce')
    .description('announce the pages on standard input again, one per line')
    .action(() =>
      withServices(config, async (app) => {
        const held = PageStateSchema.omit({ counters: true });
        let announced = 0;
        for await (const line of createInterface({ input: process.stdin })) {
          announced += await app.get(PageStates).overtake([held.parse(JSON.parse(line))]);
        }
        await app.get(PageStates).announceSitesAgain();
        print(`${counted(announced, 'pages')} will be announced again`);
      }),
    );

  root
    .command('version', { hidden: true })
    .description('print the version of the data, for `afterword doctor`')
    .action(async () => {
      print(JSON.stringify(await migrationState({ config, entities, migrations })));
    });
  root
    .command('backup <place>', { hidden: true })
    .description('the part of `afterword backup`, which runs this')
    .action(async (place: string) =>
      backUpDatabase({ config, store: await openBackupStore(place, process.env), steps: new Steps() }),
    );
  root
    .command('restore <place>', { hidden: true })
    .description('the part of `afterword restore`, which runs this')
    .action(async (place: string) =>
      restoreDatabase({
        store: await openBackupStore(place, process.env),
        ...{ config, entities, migrations, steps: new Steps(), reconcile: reconcileRestored },
        dataTables: ['site'],
        forget: () => forgetQueue(config),
      }),
    );

  return root;
}

/** What was stored of an archive, or would be, a line each; null where the file is none. */
async function restoreArchive(
  app: INestApplicationContext,
  { path, siteId, isDryRun }: { path: string; siteId: string; isDryRun: boolean },
): Promise<string[] | null> {
  const archives = app.get(ArchiveRestore);
  const manifest = await archives.manifestOf(path);
  if (!manifest) return null;
  const tables = isDryRun ? manifest.tables : await archives.restore(path, siteId);
  const rows = tables.filter((table) => table.rows > 0).map((table) => `${table.name}: ${table.rows}`);
  return [
    ...rows,
    isDryRun ? `an archive of ${manifest.site}; nothing was written` : `${siteId} is restored from ${path}`,
  ];
}

/** What is wrong on a page, a line each. */
function linesOf({ page, counters, comments, repaired }: Drift): string[] {
  const where = (id?: string) =>
    `${page.siteId}/${page.key}${id === undefined || id === page.id ? '' : ` comment ${id}`}`;
  const done = repaired ? ' (repaired)' : '';
  return [
    ...counters.map(
      ({ targetId, metric, value, counted }) => `${where(targetId)}: ${metric} is ${value}, counted ${counted}${done}`,
    ),
    ...comments.map(
      ({ id, replyCount, countedReplies, score, countedScore }) =>
        `${where(id)}: ${replyCount} replies, counted ${countedReplies}; score ${score}, counted ${countedScore}${done}`,
    ),
  ];
}

runMain(async () => {
  const config: ServiceConfig = { ...loadConfig('engagement', process.env), roles: new Set() };
  await refuseEmptyArguments(program(config)).parseAsync();
});
