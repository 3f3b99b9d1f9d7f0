import 'reflect-metadata';
import { CreateSiteSchema } from '@afterword/contracts';
import { loadConfig, migrateDatabase, migrateQueue, runMain, type ServiceConfig } from '@afterword/platform';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { Command } from 'commander';
import { CommandLineModule } from './command-line.module';
import { RenderingService } from './comments';
import { entities } from './entities';
import { LedgerReader } from './ledger';
import { migrations } from './migrations';
import { SitesService } from './sites';

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

async function withServices(
  config: ServiceConfig,
  use: (app: INestApplicationContext) => Promise<void>,
): Promise<void> {
  const app = await NestFactory.createApplicationContext(CommandLineModule.forRoot(config), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  try {
    await use(app);
  } finally {
    await app.close();
  }
}

function program(config: ServiceConfig): Command {
  const root = new Command('engagement').description('Commands of the engagement service');

  root
    .command('migrate')
    .description('create the database where it is missing, and bring it to the newest version')
    .action(async () => {
      const [applied] = await Promise.all([migrateDatabase({ config, entities, migrations }), migrateQueue(config)]);
      print(
        applied.length > 0 ? `engagement: applied ${applied.join(', ')}` : 'engagement: the database is up to date',
      );
    });

  const sites = root.command('sites').description('publishers and their settings');
  sites
    .command('list')
    .description('every site, one a line')
    .action(() =>
      withServices(config, async (app) => {
        for (const site of await app.get(SitesService).list()) print(JSON.stringify(site));
      }),
    );
  for (const verb of ['create', 'ensure'] as const) {
    sites
      .command(`${verb} <id>`)
      .description(verb === 'create' ? 'add a site' : 'add a site, or the origins that an existing one lacks')
      .option('--name <name>', 'what people call it; the id when absent')
      .option('--origin <origin>', 'where its pages live, e.g. https://example.com (repeatable)', collect, [])
      .action((id: string, options: { name?: string; origin: string[] }) =>
        withServices(config, async (app) => {
          const origins = [...new Set(options.origin.flatMap(withLoopbackTwin))];
          const site = CreateSiteSchema.parse({ id, name: options.name ?? id, origins });
          print(JSON.stringify(await app.get(SitesService)[verb](site)));
        }),
      );
  }

  const comments = root.command('comments').description('what readers wrote');
  comments
    .command('render')
    .description('render anew what an older version of the renderer made; may be stopped and started again')
    .action(() =>
      withServices(config, async (app) => {
        const { rendered, changed } = await app.get(RenderingService).renderAnew();
        print(`${rendered} comments rendered, ${changed} look different`);
      }),
    );

  const ledger = root.command('ledger').description('the accounts behind rewards');
  ledger
    .command('check')
    .description('sum zero, balances equal to their transfers, nothing overdrawn; exit code 1 where that fails')
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

  return root;
}

runMain(async () => {
  const config = loadConfig('engagement', process.env);
  await program(config).parseAsync();
});
