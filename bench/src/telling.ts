import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { cpuSecondsOf, cpuSecondsOfFamily } from './cpu-time';
import { readerToken } from './readers';
import type { Figure } from './report';
import { ADMIN_TOKEN, type Surroundings } from './services';
import { openStage, SITE, type Stage } from './stage';

/** How long the slow endpoint takes to answer. Milliseconds. */
const SLOW_MS = 2_000;

const NOTIFICATIONS_OF_DIGEST = 3;

export interface TellingSize {
  endpoints: number;
  /** All of them together. */
  events: number;
  digests: number;
}

/** Measures webhooks of many sites, one of which answers slowly, and digests that are due at one moment: how fast they go, and what they need. */
export async function measureTelling(surroundings: Surroundings, size: TellingSize): Promise<Figure[]> {
  const receiver = await Receiver.start();
  const mails = await MailSink.start();
  const env = { WEBHOOK_ALLOW_PRIVATE: '127.0.0.1', SMTP_URL: mails.url, MAIL_FROM: 'talk@bench.example' };
  try {
    const stage = await openStage({ ...surroundings, env }, size.digests);
    try {
      return [...(await measureWebhooks(stage, receiver, size)), ...(await measureDigests(stage, mails, size))];
    } finally {
      await stage.close();
    }
  } finally {
    mails.stop();
    receiver.stop();
  }
}

async function measureWebhooks(stage: Stage, receiver: Receiver, size: TellingSize): Promise<Figure[]> {
  const each = Math.floor(size.events / size.endpoints);
  const sites = Array.from({ length: size.endpoints }, (_, index) => `told-${index}`);
  await stage.database.query(
    `insert into site (id, name, origins) select id, 'Told', '{https://told.example}' from unnest($1::text[]) id`,
    [sites],
  );
  for (const site of sites) {
    await call(stage, 'POST', `/v1/sites/${site}/webhooks`, ADMIN_TOKEN, {
      url: `${receiver.origin}/${site === sites[0] ? 'slow' : site}`,
      events: ['comment.created'],
    });
    const { token } = await call<{ token: string }>(stage, 'POST', `/v1/sites/${site}/sessions`, null, { name: 'Ada' });
    await call(stage, 'POST', `/v1/sites/${site}/pages/told/comments`, token, { body: 'A comment.' });
  }
  const quick = sites.slice(1);
  // The comments above are told of, too.
  await until(() => quick.every((site) => receiver.countOf(site) >= 1));
  const run = await watch(stage, async () => {
    await stage.database.query(
      `insert into event (site_id, id, type, page_id, subject_id, actor_id, payload)
       select e.site_id, uuidv7(), e.type, e.page_id, e.subject_id, e.actor_id, e.payload
         from generate_series(1, $1::int), event e
        where e.type = 'comment.created' and e.site_id = any($2::text[])`,
      [each, sites],
    );
    await until(() => quick.every((site) => receiver.countOf(site) > each));
  });
  const told = quick.length * each;
  const slow = receiver.countOf('slow');
  const name = `webhooks: ${(each * size.endpoints).toLocaleString('en')} events to ${size.endpoints} endpoints`;
  const note = `one answers after ${SLOW_MS / 1_000} s and has had ${slow} of ${each} when the others have had all`;
  return figuresOf(name, 'event', told, run, note);
}

async function measureDigests(stage: Stage, mails: MailSink, { digests }: TellingSize): Promise<Figure[]> {
  const body = { body: 'Replied to many.' };
  await call(stage, 'POST', `/v1/sites/${SITE}/pages/told/comments`, readerToken(0), body);
  const run = await watch(stage, async () => {
    await stage.database.query(
      `with told as (
         insert into reader_mail (site_id, reader_id, email, confirmed_at, unsubscribe_token, replies, language)
         select site_id, id, 'reader' || substr(name, 8) || '@bench.example', now(), 'token-' || id, 'daily', 'en'
           from reader where site_id = $1 and name like 'Reader %'
         returning site_id, reader_id
       )
       insert into notification (site_id, reader_id, id, type, about_id, page_id, comment_id, actor_id, mail, mail_due_at, mail_digest)
       select told.site_id, told.reader_id, uuidv7(), 'reply', uuidv7(), c.page_id, c.id, c.reader_id, 'waiting', now(), true
         from told, generate_series(1, $2::int), (select * from comment where site_id = $1 order by id desc limit 1) c`,
      [SITE, NOTIFICATIONS_OF_DIGEST],
    );
    await until(() => mails.count >= digests);
  });
  const name = `mail: ${digests.toLocaleString('en')} digests that are due at once`;
  return figuresOf(name, 'mail', digests, run, `${NOTIFICATIONS_OF_DIGEST} replies in each`);
}

interface Run {
  seconds: number;
  /** Seconds of a processor; null where there is no /proc. */
  program: number | null;
  postgres: number | null;
  /** Of engagement, before it and at most. MiB. */
  memoryBefore: number;
  memory: number;
}

function figuresOf(name: string, unit: string, count: number, run: Run, note: string): Figure[] {
  const { seconds, program, postgres, memoryBefore, memory } = run;
  const micros = (cpu: number) => [(cpu * 1e6) / count];
  return [
    { name: `${name}, ${unit}s a second`, unit: '/s', goal: null, values: [count / seconds], note },
    ...(program === null || postgres === null
      ? []
      : [
          {
            name: `${name}, CPU time of one`,
            unit: 'µs' as const,
            goal: null,
            values: micros(program + postgres),
            note: `engagement ${micros(program)[0]?.toFixed(0)}, PostgreSQL ${micros(postgres)[0]?.toFixed(0)}`,
          },
        ]),
    {
      name: `${name}, memory of engagement at most`,
      unit: 'MiB',
      goal: null,
      values: [memory],
      note: `${memoryBefore.toFixed(0)} before`,
    },
  ];
}

async function watch({ engagement, surroundings }: Stage, work: () => Promise<void>): Promise<Run> {
  const cpu = async () => [await cpuSecondsOf(engagement.pid), await cpuSecondsOfFamily(surroundings.postgresPid)];
  const memoryBefore = await engagement.memory();
  let memory = memoryBefore;
  const timer = setInterval(() => {
    engagement.memory().then(
      (now) => (memory = Math.max(memory, now)),
      () => undefined,
    );
  }, 250);
  const [programBefore, postgresBefore] = await cpu();
  const started = performance.now();
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const seconds = (performance.now() - started) / 1_000;
  const [program, postgres] = await cpu();
  const used = (after?: number | null, before?: number | null) =>
    after == null || before == null ? null : after - before;
  return {
    seconds,
    program: used(program, programBefore),
    postgres: used(postgres, postgresBefore),
    memoryBefore,
    memory,
  };
}

async function call<Body>(
  { engagement }: Stage,
  method: string,
  path: string,
  token: string | null,
  body: object,
): Promise<Body> {
  const response = await fetch(engagement.origin + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${await response.text()}`);
  return (await response.json()) as Body;
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
};

/** Answers webhooks and counts them by path. */
class Receiver {
  private readonly counts = new Map<string, number>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      const path = (request.url ?? '').slice(1);
      request.resume().on('end', () => {
        const answer = () => {
          receiver.counts.set(path, receiver.countOf(path) + 1);
          response.writeHead(204).end();
        };
        if (path === 'slow') setTimeout(answer, SLOW_MS);
        else answer();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  countOf(path: string): number {
    return this.counts.get(path) ?? 0;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Takes mails and counts them. */
class MailSink {
  count = 0;
  private readonly server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData: (stream, _session, done) => {
      stream.resume().on('end', () => {
        this.count += 1;
        done();
      });
    },
  });

  static async start(): Promise<MailSink> {
    const sink = new MailSink();
    sink.server.listen(0, '127.0.0.1');
    await once(sink.server.server, 'listening');
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }
}
