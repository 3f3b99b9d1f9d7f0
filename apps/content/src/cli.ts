import 'reflect-metadata';
import { loadConfig, migrateDatabase, runMain, type ServiceConfig } from '@afterword/platform';
import { NestFactory } from '@nestjs/core';
import { Command } from 'commander';
import { ArticleImporter, ArticlesRepository, DEFAULT_SITE } from './articles';
import { CommandLineModule } from './command-line.module';
import { entities } from './entities';
import { migrations } from './migrations';

const print = (line: string) => process.stdout.write(`${line}\n`);

interface ImportFlags {
  site: string;
  publish: boolean;
  ifNone: boolean;
  dryRun: boolean;
}

async function importArticles(config: ServiceConfig, path: string, flags: ImportFlags): Promise<void> {
  const app = await NestFactory.createApplicationContext(CommandLineModule.forRoot(config), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  try {
    if (flags.ifNone && !(await app.get(ArticlesRepository).isEmpty())) return;
    let found = 0;
    const { site: siteId, publish, dryRun } = flags;
    for await (const result of app.get(ArticleImporter).import(path, { siteId, publish, dryRun })) {
      found += 1;
      if (result.outcome === 'refused') {
        process.exitCode = 1;
        process.stderr.write(`refused: ${result.reason}\n`);
        continue;
      }
      const changed = result.changed.length > 0 ? ` (${result.changed.join(', ')})` : '';
      const draft = result.status === 'draft' ? ' [draft: publish it with --publish]' : '';
      print(`${dryRun ? 'would be ' : ''}${result.outcome}${changed}: ${result.url}${draft}`);
    }
    if (found === 0) {
      process.exitCode = 1;
      process.stderr.write(`There is no Markdown file below ${path}\n`);
    }
  } finally {
    await app.close();
  }
}

function program(config: ServiceConfig): Command {
  const root = new Command('content').description('Commands of the content service');

  root
    .command('migrate')
    .description('create the database where it is missing, and bring it to the newest version')
    .action(async () => {
      const applied = await migrateDatabase({ config, entities, migrations });
      print(applied.length > 0 ? `content: applied ${applied.join(', ')}` : 'content: the database is up to date');
    });

  root
    .command('articles')
    .description('the articles')
    .command('import <path>')
    .description('bring a Markdown file with front matter, or a folder of them, into the database')
    .option('--site <id>', 'the site that the articles belong to', DEFAULT_SITE)
    .option('--publish', 'publish what is imported', false)
    .option('--if-none', 'do nothing where there are articles already', false)
    .option('--dry-run', 'say what would change, and change nothing', false)
    .action((path: string, flags: ImportFlags) => importArticles(config, path, flags));

  return root;
}

runMain(async () => {
  const config = loadConfig('content', process.env);
  await program(config).parseAsync();
});
