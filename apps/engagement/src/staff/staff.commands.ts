import { CreateStaffSchema, LIMITS, type Staff, staffEmail, staffRoles } from '@afterword/contracts';
import { DomainError, OPERATOR } from '@afterword/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { Command, InvalidArgumentError, Option } from 'commander';
import { SitesService } from '../sites';
import { StaffService } from './staff.service';
import { StaffTokens } from './staff-tokens';

/** Runs with the services of the command line. */
type WithServices = (use: (app: INestApplicationContext) => Promise<void>) => Promise<void>;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
/** What is not the result: a script reads that from standard output. */
const remark = (line: string): void => void process.stderr.write(`${line}\n`);

function email(text: string): string {
  const parsed = staffEmail.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('It must be an email address.');
}

const role = () =>
  new Option('--role <role>', 'what the person may do there').choices([...staffRoles]).default('moderator');

/** `afterword staff …`, as the operator. */
export function staffCommands(withServices: WithServices): Command {
  const staff = new Command('staff').description('invite people who moderate and administer sites');

  staff
    .command('invite')
    .argument('<email>', 'whom', email)
    .description('give somebody a role on a site, and print the address of their invitation')
    .requiredOption('--site <id>', 'the site')
    .addOption(role())
    .option('--name <name>', 'their name; the address up to the @ without it')
    .option('--again', 'a new invitation for somebody who can sign in already; ends what they had')
    .action((to: string, { site, role, name, again }: { site: string; role: string; name?: string; again?: true }) =>
      withServices(async (app) => {
        await app.get(SitesService).get(site);
        const service = app.get(StaffService);
        const request = { email: to, ...(name === undefined ? {} : { name }), roles: [{ site, role }] };
        const person = await service.invite(OPERATOR, parse(request), null);
        const invitation = again ? await service.inviteAgain(OPERATOR, person.id) : person.invitation;
        if (!invitation) {
          return remark(`${to} can sign in already, and is ${role} of ${site} now. --again makes a new invitation.`);
        }
        print(invitation.url);
        remark(`For ${to}, ${role} of ${site}: valid once, until ${invitation.expiresAt}.`);
      }),
    );

  staff
    .command('list')
    .description('list staff, one per line')
    .option('--site <id>', 'only those with a role on it')
    .action(({ site }: { site?: string }) =>
      withServices(async (app) => {
        const isMeant = ({ roles }: Staff) => site === undefined || roles.some((one) => one.site === site);
        for (const person of await app.get(StaffService).list(OPERATOR))
          if (isMeant(person)) print(JSON.stringify(person));
      }),
    );

  staff
    .command('remove')
    .argument('<email>', 'whom', email)
    .description('remove somebody and end their sessions, or take away their role on one site')
    .option('--site <id>', 'only their role on it')
    .action((who: string, { site }: { site?: string }) =>
      withServices(async (app) => {
        const service = app.get(StaffService);
        const { id, roles } = await find(service, who);
        if (site === undefined) await service.remove(OPERATOR, id);
        else await service.update(OPERATOR, id, { roles: roles.filter((one) => one.site !== site) });
        print(site === undefined ? `${who} is removed` : `${who} has no role on ${site} any more`);
      }),
    );

  staff
    .command('token')
    .argument('<email>', 'whose', email)
    .description(`print a personal token for scripts, which lasts ${LIMITS.staffTokenDays} days`)
    .action((who: string) =>
      withServices(async (app) => {
        const created = await app.get(StaffTokens).create(who);
        if (!created) throw unknown(who);
        print(created.token);
        remark(`For ${who}, valid until ${created.expiresAt}.`);
      }),
    );

  return staff;
}

/** @throws Error that says what is wrong with the options */
function parse(request: object) {
  const parsed = CreateStaffSchema.safeParse(request);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

async function find(service: StaffService, who: string): Promise<Staff> {
  const person = (await service.list(OPERATOR)).find((one) => one.email === who);
  if (!person) throw unknown(who);
  return person;
}

const unknown = (who: string) =>
  new DomainError('staff-not-found', {
    detail: `Nobody has the address ${who}. Invite them first: afterword staff invite.`,
  });
