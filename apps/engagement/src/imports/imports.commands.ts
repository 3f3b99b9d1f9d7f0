import { type ImportFigures, parseUrl } from '@afterword/contracts';
import { counted } from '@afterword/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { Command, InvalidArgumentError, Option } from 'commander';
import { SitesService } from '../sites';
import { writeArticleFiles } from './articles/article-files';
import { type ImportProgress, ImportRunner } from './import-runner';
import { ImportRuns } from './import-runs';
import { PageMap } from './page-map';
import { writeReport } from './report-files';
import { TimeLeft } from './time-left';

/** Runs with the services of the command line. */
type WithServices = (use: (app: INestApplicationContext) => Promise<void>) => Promise<void>;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface ImportOptions {
  site: string;
  format: string;
  source?: string;
  dryRun?: true;
  map?: string;
  report?: string;
  timeZone?: string;
  origin?: string;
  keepEmail?: true;
  addresses?: string;
}

function zone(text: string): string {
  if (/^(Z|[+-]\d{2}:\d{2})$/.test(text)) return text;
  throw new InvalidArgumentError('It must be an offset from UTC such as +02:00.');
}

function origin(text: string): string {
  const url = parseUrl(text);
  if (url && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, '')) return url.origin;
  throw new InvalidArgumentError('It must be an origin such as https://example.com.');
}

/** Stores a whole site from an archive of our own, or only says what is in it; null where the file is none. */
type RestoreArchive = (
  app: INestApplicationContext,
  archive: { path: string; siteId: string; isDryRun: boolean },
) => Promise<string[] | null>;

/** `afterword import …` */
export function importCommand(withServices: WithServices, restoreArchive: RestoreArchive): Command {
  const command = new Command('import').description('import comments of another system');
  command
    .command('file', { isDefault: true })
    .description('import a file; the word "file" can be left out')
    .argument('<file>', 'an export: a file, plain or compressed, an archive, or a folder of files')
    .requiredOption('--site <id>', 'the site')
    .option('--format <name>', 'the format; found out by itself if left out', 'auto')
    .option('--source <name>', 'a name for where it comes from, if the site imports several of one format')
    .option('--dry-run', 'say what would happen, and write nothing')
    .option('--map <file>', 'a table of addresses: from, a space, to')
    .option('--report <file>', 'write a report, as .html to look at or as .json to check')
    .option('--time-zone <offset>', 'of times that name none', zone)
    .option(
      '--origin <origin>',
      "of pages that the file names by their path; the site's own if it has one only",
      origin,
    )
    .option('--keep-email', 'store e-mail addresses, not only their keyed hashes')
    // Read by `afterword`, which has content import the articles first.
    .option('--articles', 'import the posts too, as articles of content (WordPress)')
    .addOption(new Option('--addresses <file>', 'a table of addresses before that of --map').hideHelp())
    .action((file: string, options: ImportOptions) =>
      withServices(async (app) => {
        const { site: siteId, format, source, dryRun = false, timeZone, keepEmail = false } = options;
        const restored = await restoreArchive(app, { path: file, siteId, isDryRun: dryRun });
        if (restored) return restored.forEach(print);
        const site = await app.get(SitesService).get(siteId);
        const { report } = options;
        const result = await app.get(ImportRunner).run({
          site,
          path: file,
          format,
          source,
          map: await PageMap.read([options.addresses, options.map].filter((path) => path !== undefined)),
          isDryRun: dryRun,
          zone: timeZone,
          origin: options.origin,
          keepEmail,
          progress: progressLine(),
          report: report === undefined ? undefined : (said) => writeReport(said, report),
        });
        print(
          `${result.format}: ${counted(result.figures.threads, 'threads')}, ${counted(result.figures.comments, 'comments')}`,
        );
        if (result.run !== null) print(`run ${result.run}; afterword import undo ${result.run} takes it back`);
        const { skipped, held, failed } = result.figures;
        if (report === undefined && skipped + held + failed > 0)
          print('--report report.html says which were skipped, held or failed, and why');
        print(lastLine(result.figures));
        if (!result.isWhole) process.exitCode = 1;
      }),
    );
  command
    .command('articles <file>', { hidden: true })
    .description('the part of `afterword import --articles` that writes article files, which content imports')
    .requiredOption('--out <folder>', 'where to')
    .option('--format <name>', 'the format; found out by itself if left out', 'auto')
    .action(async (file: string, { out, format }: { out: string; format: string }) => {
      const { articles, left, changed } = await writeArticleFiles(file, { folder: out, format });
      for (const { post, reason } of left) print(`left out: ${post} ${reason}`);
      for (const [element, count] of changed) print(`changed: ${element} in ${count} of the articles`);
      print(`${counted(articles, 'articles')} in the file`);
    });
  command
    .command('list')
    .description('list the imports of a site, the newest first, one per line')
    .requiredOption('--site <id>', 'the site')
    .action(({ site }: { site: string }) =>
      withServices(async (app) => {
        const { id } = await app.get(SitesService).get(site);
        for (const run of await app.get(ImportRuns).list(id)) print(JSON.stringify(run));
      }),
    );
  command
    .command('undo <run>')
    .description('take back what a run brought; what readers did on it since is listed first, and stays as tombstones')
    .option('--dry-run', 'only list')
    .action((runId: string, { dryRun = false }: { dryRun?: boolean }) =>
      withServices(async (app) => {
        const runs = app.get(ImportRuns);
        const { siteId, run } = await runs.find(runId);
        for await (const use of runs.uses(siteId, run.id)) print(JSON.stringify(use));
        if (dryRun) return;
        const { removed, kept, restored } = await runs.undo(runId);
        print(`removed ${removed}, kept as tombstones ${kept}, restored ${restored}`);
      }),
    );
  return command;
}

const lastLine = ({ added, updated, skipped, held, failed }: ImportFigures): string =>
  `added ${added}, updated ${updated}, skipped ${skipped}, held ${held}, failed ${failed}`;

/** On one line of a terminal, else a line every ten seconds. */
function progressLine(): (progress: ImportProgress) => void {
  const isTerminal = process.stderr.isTTY;
  const timeLeft = new TimeLeft();
  let told = 0;
  return (progress) => {
    const { step, done, total, comments } = progress;
    const now = performance.now();
    const left = timeLeft.of(progress);
    if (!isTerminal && now - told < 10_000) return;
    told = now;
    const share = total > 0 ? Math.min(1, done / total) : 0;
    const rest = left === null ? '' : `, about ${left} s left`;
    const line = `${step} ${Math.floor(share * 100)} % (${comments} comments)${rest}`;
    process.stderr.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
  };
}
