import 'reflect-metadata';
import { CreateSiteSchema } from '@afterword/contracts';
import {
  backUpDatabase,
  ConfigError,
  loadConfig,
  migrateDatabase,
  migrationState,
  openBackupStore,
  refuseEmptyArguments,
  restoreDatabase,
  runMain,
  type ServiceConfig,
  Steps,
} from '@afterword/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  ArticleImporter,
  describeChange,
  DIALECT_NAMES,
  type DialectName,
  type ImportedFile,
  type ImportOptions,
} from './article-import';
import { ArticleSite, ArticlesRepository } from './articles';
import { CommandLineModule } from './command-line.module';
import { entities } from './entities';
import { migrations } from './migrations';
import { reconcileRestored } from './restored-backups';
import { SnapshotsRepository } from './snapshots';

const print = (line: string) => process.stdout.write(`${line}\n`);

interface ImportFlags {
  site?: string;
  static?: string[];
  from?: DialectName;
  publish: boolean;
  ifNone: boolean;
  dryRun: boolean;
}

function program(): Command {
  const root = new Command('content').description('Commands of the content service');

  root
    .command('migrate')
    .description('create the database if it does not exist, and run its migrations')
    .option('--sample <path>', 'then publish the articles of this folder if there are none')
    .action(async ({ sample }: { sample?: string }) => {
      const config = loadConfig('content', process.env);
      const applied = await migrateDatabase({ config, entities, migrations });
      print(applied.length > 0 ? `content: applied ${applied.join(', ')}` : 'content: the database is up to date');
      if (sample !== undefined) await importArticles(sample, { publish: true, ifNone: true, dryRun: false });
    });

  const articles = root.command('articles').description('import and move articles');
  articles
    .command('import <path>')
    .description('import a Markdown file with front matter, or a folder of such files')
    .option('--site <id>', 'refuse to import unless SITE names this site', siteId)
    .addOption(new Option('--from <program>', 'read the front matter of another program').choices(DIALECT_NAMES))
    .option('--static <folders...>', 'look up images whose paths begin with / in these folders too')
    .option('--publish', 'publish what is imported', false)
    .option('--if-none', 'do nothing if the database has articles already', false)
    .option('--dry-run', 'print what would change, and change nothing', false)
    .action(importArticles);
  articles
    .command('move')
    .description('move the articles of another site to the site that SITE names, without their comments and counters')
    .requiredOption('--from <id>', 'the site that the articles belong to now', siteId)
    .action(moveArticles);

  root
    .command('snapshots')
    .description("content's copies of counters and comments")
    .command('list')
    .description('print the state of each page, one a line, as `afterword doctor` compares it with engagement')
    .action(listSnapshots);

  root
    .command('version', { hidden: true })
    .description('print the version of the data, for `afterword doctor`')
    .action(async () => {
      print(JSON.stringify(await migrationState({ config: loadConfig('content', process.env), entities, migrations })));
    });
  root
    .command('backup <place>', { hidden: true })
    .description('the part of `afterword backup`, which runs this')
    .action(async (place: string) =>
      backUpDatabase({
        config: loadConfig('content', process.env),
        store: await openBackupStore(place, process.env),
        steps: new Steps(),
      }),
    );
  root
    .command('restore <place>', { hidden: true })
    .description('the part of `afterword restore`, which runs this')
    .action(async (place: string) =>
      restoreDatabase({
        config: loadConfig('content', process.env),
        entities,
        migrations,
        store: await openBackupStore(place, process.env),
        steps: new Steps(),
        reconcile: reconcileRestored,
        dataTables: ['article', 'image'],
      }),
    );

  return root;
}

async function withServices(
  use: (app: INestApplicationContext, config: ServiceConfig) => Promise<void>,
): Promise<void> {
  const config: ServiceConfig = { ...loadConfig('content', process.env), roles: new Set() };
  const app = await NestFactory.createApplicationContext(CommandLineModule.forRoot(config), {
    // What fails is reported in one line, by `runMain`.
    logger: false,
    abortOnError: false,
  });
  try {
    await use(app, config);
  } finally {
    await app.close();
  }
}

const listSnapshots = (): Promise<void> =>
  withServices(async (app, { site }) => {
    for await (const state of app.get(SnapshotsRepository).states(site)) print(JSON.stringify(state));
  });

function siteId(value: string): string {
  const id = CreateSiteSchema.shape.id.safeParse(value);
  if (!id.success) throw new InvalidArgumentError(`A site's id ${id.error.issues[0]?.message}.`);
  return id.data;
}

async function importArticles(path: string, flags: ImportFlags): Promise<void> {
  const { site, from, publish, ifNone, dryRun, static: staticFolders = [] } = flags;
  await withServices(async (app, config) => {
    if (site !== undefined && site !== config.site) {
      throw new ConfigError(
        `--site is "${site}", but SITE is "${config.site}": content serves one site. Set SITE=${site}.`,
      );
    }
    if (ifNone && !(await app.get(ArticlesRepository).isEmpty())) return;
    await app.get(ArticleSite).verify();
    const options: ImportOptions = { publish, dryRun, staticFolders, ...(from && { from }) };
    let found = 0;
    for await (const result of app.get(ArticleImporter).import(path, options)) {
      if (result.outcome !== 'skipped') found += 1;
      report(result, options);
    }
    if (found === 0) fail(`There is no article file below ${path}`);
  });
}

const moveArticles = ({ from }: { from: string }): Promise<void> =>
  withServices(async (app, { site }) => {
    const moved = await app.get(ArticleSite).moveFrom(from);
    print(`moved ${moved} ${moved === 1 ? 'article' : 'articles'} from ${from} to ${site}`);
  });

/** One line for each file, and below that of an article one for each field that changes and for each note. */
function report(result: ImportedFile, { dryRun }: ImportOptions): void {
  if (result.outcome === 'refused') return fail(`refused: ${result.reason}`);
  if (result.outcome === 'skipped') {
    print(`skipped: ${result.reason}`);
    return;
  }
  const { outcome, changed, url, status, notes, draft } = result;
  const words = [
    `${dryRun ? 'would be ' : ''}${outcome}${changed.length > 0 ? ` (${changed.map(({ field }) => field).join(', ')})` : ''}: ${url}`,
    ...(status === 'draft' ? [`[draft: ${draft ?? 'publish it with --publish'}]`] : []),
    ...(status === 'scheduled' ? [`[appears at ${result.publishedAt}]`] : []),
  ];
  print(words.join(' '));
  for (const change of changed) print(`  ${describeChange(change)}`);
  if (status !== 'draft' && draft !== null) print(`  note: it stays public, although ${draft}`);
  for (const note of notes) print(`  note: ${note}`);
}

function fail(line: string): void {
  process.exitCode = 1;
  process.stderr.write(`${line}\n`);
}

runMain(async () => {
  await refuseEmptyArguments(program()).parseAsync();
});
