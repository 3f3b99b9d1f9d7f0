import { decisionReasons, restrictionKinds, RestrictReaderSchema } from '@afterword/contracts';
import { OPERATOR } from '@afterword/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { SitesService } from '../sites';
import { RestrictionsService } from './restrictions.service';

interface Options {
  site: string;
  kind?: string;
  until?: string;
  reason?: string;
  note?: string;
  message?: string;
  removeComments?: true;
  lift?: true;
}

function time(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('It must be a time such as 2026-12-01T12:00:00Z.');
  return date.toISOString();
}

/** `afterword readers restrict`, as the operator. */
export function addRestrictionCommand(
  readers: Command,
  withServices: (use: (app: INestApplicationContext) => Promise<void>) => Promise<void>,
): void {
  readers
    .command('restrict <reader-ids...>')
    .description('ban or mute readers, or have moderators read what they write first')
    .requiredOption('--site <id>', 'the site')
    .addOption(new Option('--kind <kind>', 'what they are restricted to').choices([...restrictionKinds]))
    .option('--until <time>', 'when it ends by itself; never without it', time)
    .addOption(new Option('--reason <reason>', 'why').choices([...decisionReasons]))
    .option('--note <text>', 'for staff')
    .option('--message <text>', 'for a banned reader')
    .option('--remove-comments', 'also remove what they have written')
    .addOption(new Option('--lift', 'lift what they are restricted to').conflicts(['kind', 'until', 'removeComments']))
    .action((ids: string[], { site: siteId, lift, removeComments, ...options }: Options, command: Command) => {
      if (!lift && options.kind === undefined) command.error('error: say what with --kind, or --lift');
      return withServices(async (app) => {
        const site = await app.get(SitesService).get(siteId);
        const restrictions = app.get(RestrictionsService);
        for (const id of ids) {
          const reader = { siteId: site.id, id };
          const request = () =>
            RestrictReaderSchema.parse({ ...options, ...(removeComments && { comments: 'remove' as const }) });
          const changed = lift
            ? await restrictions.lift(reader, OPERATOR)
            : await restrictions.restrict(reader, request(), OPERATOR);
          process.stdout.write(`${JSON.stringify(changed)}\n`);
        }
      });
    });
}
