import {
  CreateDecisionSchema,
  decisionKinds,
  LIMITS,
  ModerationQueueQuerySchema,
  queueStatuses,
} from '@afterword/contracts';
import { OPERATOR } from '@afterword/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { Argument, Command, Option } from 'commander';
import { DecisionsService } from './decisions.service';
import { QueueService } from './queue.service';

/** Runs with the services of the command line. @throws DomainError `site-not-found` */
type WithSite = (siteId: string, use: (app: INestApplicationContext) => Promise<void>) => Promise<void>;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface DecideOptions {
  site: string;
  reason?: string;
  ground?: string;
  rule?: string;
  note?: string;
  message?: string;
  automated?: true;
}

/** `afterword moderation …`, as the operator. */
export function moderationCommands(withSite: WithSite): Command {
  const moderation = new Command('moderation').description('list what waits for a moderator, and decide');

  moderation
    .command('queue')
    .description('list comments, who has waited longest first, one per line')
    .requiredOption('--site <id>', 'the site')
    .addOption(new Option('--status <status>', 'which ones').choices([...queueStatuses]).default('pending'))
    .option('--limit <number>', 'the first ones only', Number)
    .action(({ site, status, limit = Infinity }: { site: string; status: string; limit?: number }) =>
      withSite(site, async (app) => {
        let printed = 0;
        for (let cursor: string | null | undefined; cursor !== null && printed < limit;) {
          const query = ModerationQueueQuerySchema.parse({ status, limit: LIMITS.pageSizeMax, cursor });
          const { items, next } = await app.get(QueueService).list(site, query);
          for (const item of items.slice(0, limit - printed)) print(JSON.stringify(item));
          printed += items.length;
          cursor = next;
        }
      }),
    );

  moderation
    .command('decide')
    .addArgument(new Argument('<decision>', 'what becomes of them').choices([...decisionKinds]))
    .argument('<ids...>', `the comments, ${LIMITS.decisionComments} at most`)
    .description(
      'publish, reject or remove comments, mark them as spam, or hold them; exit code 1 if one could not be decided',
    )
    .requiredOption('--site <id>', 'the site')
    .option('--reason <reason>', 'spam, harassment, hate, illegal, off-topic or other')
    .option('--ground <ground>', 'illegal or terms: what they break')
    .option('--rule <text>', 'the law or the clause of the terms')
    .option('--note <text>', 'for staff')
    .option('--message <text>', 'for the authors')
    .option('--automated', 'a program decides, not a person')
    .action((decision: string, comments: string[], { site, ...options }: DecideOptions) =>
      withSite(site, async (app) => {
        const request = parse({ decision, comments, ...options });
        const { id, results } = await app
          .get(DecisionsService)
          .decide(site, request, { principal: OPERATOR, key: null });
        for (const result of results) {
          print(JSON.stringify({ decision: id, ...result }));
          if (result.problem) process.exitCode = 1;
        }
      }),
    );

  return moderation;
}

/** @throws Error that says what is wrong with the options */
function parse(request: object) {
  const parsed = CreateDecisionSchema.safeParse(request);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}
