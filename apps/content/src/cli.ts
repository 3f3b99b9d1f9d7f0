import 'reflect-metadata';
import { CreateSiteSchema } from '@afterword/contracts';
import { loadConfig, migrateDatabase, runMain } from '@afterword/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command, InvalidArgumentError } from 'commander';
import { ArticleImporter, describeChange, type ImportedFile, type ImportOptions } from './article-import';
import { ArticlesRepository } from './articles';
import { CommandLineModule } from './command-line.module';
import { SnapshotsRepository } from './snapshots';
import { entities } from './entities';
import { migrations } from './migrations';

const print = (line: string) => process.stdout.write(`${line}\n`);

interface ImportFlags {
  site?: string;
  publish: boolean;
  ifNone: boolean;
  dryRun: boolean;
}

function program(): Command {
  const root = new Command('content').description('Commands of the content service');

  root
    .command('migrate')
    .description('create the database where it is missing, and bring it to the newest version')
    .action(async () => {
      const config = loadConfig('content', process.env);
      const applied = await migrateDatabase({ config, entities, migrations });
      print(applied.length > 0 ? `content: applied ${applied.join(', ')}` : 'content: the database is up to date');
    });

  root
    .command('articles')
    .description('the articles')
    .command('import <path>')
    .description('bring a Markdown file with front matter, or a folder of them, into the database')
    .option('--site <id>', 'the site that the articles belong to (a new article: demo)', siteId)
    .option('--publish', 'publish what is imported', false)
    .option('--if-none', 'do nothing where there are articles already', false)
    .option('--dry-run', 'say what would change, and change nothing', false)
    .action(importArticles);

  root
    .command('snapshots')
    .description("content's copies of what readers did")
    .command('list')
    .description('what is held of each page, one a line; `afterword doctor` compares it with engagement')
    .action(listSnapshots);

  return root;
}

async function withServices(use: (app: INestApplicationContext) => Promise<void>): Promise<void> {
  const app = await NestFactory.createApplicationContext(
    CommandLineModule.forRoot(loadConfig('content', process.env)),
    {
      logger: ['error', 'fatal'],
      abortOnError: false,
    },
  );
  try {
    await use(app);
  } finally {
    await app.close();
  }
}

const listSnapshots = (): Promise<void> =>
  withServices(async (app) => {
    for await (const state of app.get(SnapshotsRepository).states()) print(JSON.stringify(state));
  });

function siteId(value: string): string {
  const id = CreateSiteSchema.shape.id.safeParse(value);
  if (!id.success) throw new InvalidArgumentError(`A site's id ${id.error.issues[0]?.message}.`);
  return id.data;
}

async function importArticles(path: string, { site, publish, ifNone, dryRun }: ImportFlags): Promise<void> {
  await withServices(async (app) => {
    if (ifNone && !(await app.get(ArticlesRepository).isEmpty())) return;
    const options: ImportOptions = { siteId: site, publish, dryRun };
    let found = 0;
    for await (const result of app.get(ArticleImporter).import(path, options)) {
      found += 1;
      report(result, options);
    }
    if (found === 0) fail(`There is no article file below ${path}`);
  });
}

/** One line for each article, and below it one for each field that changes. */
function report(result: ImportedFile, { dryRun }: ImportOptions): void {
  if (result.outcome === 'refused') return fail(`refused: ${result.reason}`);
  const { outcome, changed, url, status } = result;
  const words = [
    `${dryRun ? 'would be ' : ''}${outcome}${changed.length > 0 ? ` (${changed.map(({ field }) => field).join(', ')})` : ''}: ${url}`,
    ...(status === 'draft' ? ['[draft: publish it with --publish]'] : []),
    ...(status === 'scheduled' ? [`[appears at ${result.publishedAt}]`] : []),
  ];
  print(words.join(' '));
  for (const change of changed) print(`  ${describeChange(change)}`);
}

function fail(line: string): void {
  process.exitCode = 1;
  process.stderr.write(`${line}\n`);
}

runMain(async () => {
  await program().parseAsync();
});
