import { once } from 'node:events';
import type { INestApplicationContext } from '@nestjs/common';
import { Command } from 'commander';
import { LogReader } from './log-reader';

/** Runs with the services of the command line. @throws DomainError `site-not-found` */
type WithSite = (siteId: string, use: (app: INestApplicationContext) => Promise<void>) => Promise<void>;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** `afterword audit …` */
export function auditCommands(withSite: WithSite): Command {
  const audit = new Command('audit').description('check and export what was decided on a site');

  audit
    .command('verify')
    .description('check that the log of a site is whole; exit code 1 and the first wrong entry otherwise')
    .requiredOption('--site <id>', 'the site')
    .option('--expect <hash>', 'a hash that was noted before, which must be in the log')
    .action(({ site, expect }: { site: string; expect?: string }) =>
      withSite(site, async (app) => {
        const report = await app.get(LogReader).verify(site, expect);
        if (!report.ok) {
          print(`${site}: entry ${report.position} is wrong: ${report.why}`);
          process.exitCode = 1;
          return;
        }
        const erased = report.erased === 0 ? '' : `, ${report.erased} of them about erased readers`;
        print(`${site}: ${report.entries} entries${erased}, sound up to ${report.hash}`);
        if (report.isExpectedThere) return;
        print(`${site}: no entry has the hash ${expect ?? ''}: the log was written anew`);
        process.exitCode = 1;
      }),
    );

  audit
    .command('export')
    .description('print the log of a site as JSON Lines, the oldest entry first')
    .requiredOption('--site <id>', 'the site')
    .action(({ site }: { site: string }) =>
      withSite(site, async (app) => {
        for await (const line of app.get(LogReader).export(site))
          if (!process.stdout.write(line)) await once(process.stdout, 'drain');
      }),
    );

  return audit;
}
