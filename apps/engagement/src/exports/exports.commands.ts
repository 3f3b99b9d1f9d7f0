import { EXPORT_FORMATS, type ExportFormat } from '@afterword/contracts';
import type { INestApplicationContext } from '@nestjs/common';
import { Command, Option } from 'commander';
import { SitesService } from '../sites';
import { SiteArchive } from './site-archive';

/** Runs with the services of the command line. */
type WithServices = (use: (app: INestApplicationContext) => Promise<void>) => Promise<void>;

/** `afterword export` */
export function exportCommand(withServices: WithServices): Command {
  return new Command('export')
    .description('write all that belongs to a site into one archive')
    .requiredOption('--site <id>', 'the site')
    .requiredOption('--out <file>', 'the archive, such as site.zip')
    .addOption(
      new Option(
        '--format <name>',
        'afterword: everything, to be imported again; the others: comments for other programs and for people',
      )
        .choices(EXPORT_FORMATS)
        .default('afterword'),
    )
    .option('--personal', 'with e-mail addresses, subjects of single sign-on and private notes', false)
    .action(
      ({
        site: siteId,
        out,
        format,
        personal,
      }: {
        site: string;
        out: string;
        format: ExportFormat;
        personal: boolean;
      }) =>
        withServices(async (app) => {
          const site = await app.get(SitesService).get(siteId);
          const written = await app.get(SiteArchive).write({ site, path: out, format, withPersonal: personal });
          for (const { name, rows } of written.filter(({ rows }) => rows > 0))
            process.stdout.write(`${name}: ${rows}\n`);
          process.stdout.write(`${siteId} is in ${out}\n`);
        }),
    );
}
