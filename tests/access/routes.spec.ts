import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Comment, InvitedStaff, Session, Site, StaffSession, StaffToken } from '@afterword/contracts';
import {
  createService,
  loadConfig,
  migrateDatabase,
  migrateQueue,
  type RouteRule,
  type ServiceConfig,
} from '@afterword/platform';
import type { DynamicModule } from '@nestjs/common';
import { ContentModule } from '../../apps/content/src/content.module';
import { entities as contentEntities } from '../../apps/content/src/entities';
import { migrations as contentMigrations } from '../../apps/content/src/migrations';
import { EngagementModule } from '../../apps/engagement/src/engagement.module';
import { entities as engagementEntities } from '../../apps/engagement/src/entities';
import { migrations as engagementMigrations } from '../../apps/engagement/src/migrations';
import { type Api, createApi, expectStatus, pagePath } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN } from '@afterword/testing/engagement';
import { SignJWT } from 'jose';

interface Route {
  method: string;
  url: string;
  rule: RouteRule | undefined;
}

/** The service with every route that Fastify registered: what is not in Nest's controllers is among them too. */
async function start(config: ServiceConfig, module: DynamicModule) {
  const app = await createService(config, module);
  const routes: Route[] = [];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url, config: { rule } = {} }) => {
      for (const one of [method].flat()) if (one !== 'HEAD') routes.push({ method: one, url, rule });
    });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { routes, url: `http://127.0.0.1:${port}`, stop: () => app.close() };
}

type Running = Awaited<ReturnType<typeof start>>;

const configOf = (service: 'content' | 'engagement') =>
  loadConfig(service, {
    DATABASE_URL: testDatabaseUrl(),
    ADMIN_TOKEN,
    RATE_LIMITS: 'off',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
  });

type Who =
  | 'nobody'
  | 'unknown token'
  | 'another scheme'
  | 'reader'
  | 'moderator'
  | 'reader of another site'
  | 'operator'
  | 'staff who moderate'
  | 'staff who administer'
  | 'staff of another site'
  | 'personal token';
type Expected = 'passes' | 401 | 403;

const EVERYBODY: Record<Who, Expected> = {
  nobody: 'passes',
  'unknown token': 'passes',
  'another scheme': 'passes',
  reader: 'passes',
  moderator: 'passes',
  'reader of another site': 'passes',
  operator: 'passes',
  'staff who moderate': 'passes',
  'staff who administer': 'passes',
  'staff of another site': 'passes',
  'personal token': 'passes',
};
const TOKEN_NEEDED: Record<Who, Expected> = {
  nobody: 401,
  'unknown token': 401,
  'another scheme': 401,
  reader: 403,
  moderator: 403,
  'reader of another site': 403,
  operator: 403,
  'staff who moderate': 403,
  'staff who administer': 403,
  'staff of another site': 403,
  'personal token': 403,
};
/** A personal token, here of an admin. */
const STAFF = { 'staff who administer': 'passes', 'personal token': 'passes' } as const;
const EVERY_STAFF = { ...STAFF, 'staff who moderate': 'passes', 'staff of another site': 'passes' } as const;

/**
 * What each access means, said once more than in the code. `reader of another site`, `staff of another site`: where the path names a
 * site.
 */
const EXPECTED: Record<RouteRule['access'], Record<Who, Expected>> = {
  anonymous: EVERYBODY,
  viewer: { ...EVERYBODY, 'unknown token': 401, 'reader of another site': 403, 'staff of another site': 403 },
  reader: { ...TOKEN_NEEDED, reader: 'passes', moderator: 'passes' },
  operator: { ...TOKEN_NEEDED, operator: 'passes' },
  'reader-or-operator': { ...TOKEN_NEEDED, reader: 'passes', moderator: 'passes', operator: 'passes' },
  moderator: {
    ...TOKEN_NEEDED,
    ...EVERY_STAFF,
    'staff of another site': 403,
    moderator: 'passes',
    operator: 'passes',
  },
  admin: { ...TOKEN_NEEDED, ...STAFF, operator: 'passes' },
  staff: { ...TOKEN_NEEDED, ...EVERY_STAFF },
  'staff-session': { ...TOKEN_NEEDED, ...EVERY_STAFF, 'personal token': 403 },
};

const SSO_SECRET = 'a-secret-of-the-publisher-0123456789';

interface Asked {
  method: string;
  authorization: string | undefined;
  body?: object | undefined;
}

async function statusOf(to: string, { method, authorization, body }: Asked): Promise<number> {
  const headers = {
    accept: 'application/json',
    'idempotency-key': randomUUID(),
    ...(authorization === undefined ? {} : { authorization }),
    ...(body && { 'content-type': 'application/json' }),
  };
  const response = await fetch(to, {
    method,
    headers,
    redirect: 'manual',
    ...(body && { body: JSON.stringify(body) }),
  });
  // A stream of events has no end.
  await response.body?.cancel();
  return response.status;
}

function expectOutcome(asked: string, status: number, expected: Expected): void {
  if (expected !== 'passes') return expect([asked, status]).toEqual([asked, expected]);
  expect([asked, [401, 403].includes(status) || status >= 500 ? status : 'passes']).toEqual([asked, 'passes']);
}

const fill = (url: string, parameters: Record<string, string>) =>
  url
    .replace('*', 'nowhere')
    .replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? 'nowhere'));

describe('every route of engagement', () => {
  let service: Running;
  let api: Api;
  let site: Site;
  let other: Site;

  beforeAll(async () => {
    const config = configOf('engagement');
    const [entities, migrations] = [engagementEntities, engagementMigrations];
    await Promise.all([migrateDatabase({ config, entities, migrations }), migrateQueue(config)]);
    service = await start(config, EngagementModule.forRoot(config));
    api = createApi(service.url);
    const ssoSecret = SSO_SECRET;
    [site, other] = [await api.site(ADMIN_TOKEN, { ssoSecret }), await api.site(ADMIN_TOKEN)];
  });
  afterAll(() => service.stop());

  /** The token of a reader whom single sign-on makes a moderator. */
  async function moderatorOf({ id }: Site): Promise<string> {
    const sso = await new SignJWT({ sub: randomUUID(), name: 'Mo', role: 'moderator', aud: id })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(SSO_SECRET));
    return expectStatus(201, await api.call<Session>('POST', `/v1/sites/${id}/sessions`, { body: { sso } })).token;
  }

  /** A member of staff who has just accepted their invitation. */
  async function staffOf({ id }: Site, role: 'admin' | 'moderator'): Promise<string> {
    const body = { email: `${randomUUID()}@example.com`, roles: [{ site: id, role }] };
    const invited = await api.call<InvitedStaff>('POST', '/v1/admin/staff', { token: ADMIN_TOKEN, body });
    const token = new URL(expectStatus(201, invited).invitation!.url).hash.replace('#invitation=', '');
    const accepted = await api.call<StaffSession>('POST', '/v1/staff/invitations/accept', { body: { token } });
    return expectStatus(201, accepted).token;
  }

  async function personalTokenOf(site: Site): Promise<string> {
    const token = await staffOf(site, 'admin');
    return expectStatus(
      201,
      await api.call<StaffToken>('POST', '/v1/staff/tokens', { token, body: { name: 'Script' } }),
    ).token;
  }

  const staffTokens = new Map<Who, Promise<string>>();
  /** One token for all requests but those that sign out. */
  function bearerOf(who: Who, make: () => Promise<string>) {
    return async (_reader: string, { url }: Route): Promise<string> => {
      const known = staffTokens.get(who) ?? make();
      if (url.endsWith('/sessions/current')) staffTokens.delete(who);
      else staffTokens.set(who, known);
      return `Bearer ${await known}`;
    };
  }

  /** A reader of its own for each request: some requests end what they ask with. */
  const authorizationOf: Record<Who, (reader: string, route: Route) => string | undefined | Promise<string>> = {
    nobody: () => undefined,
    'unknown token': () => `Bearer ${randomUUID()}`,
    'another scheme': () => `Basic ${Buffer.from('staging:password').toString('base64')}`,
    reader: (reader) => `Bearer ${reader}`,
    moderator: (reader) => `Bearer ${reader}`,
    'reader of another site': async () => `Bearer ${await api.guest(other.id)}`,
    operator: () => `Bearer ${ADMIN_TOKEN}`,
    'staff who moderate': bearerOf('staff who moderate', () => staffOf(site, 'moderator')),
    'staff who administer': bearerOf('staff who administer', () => staffOf(site, 'admin')),
    'staff of another site': bearerOf('staff of another site', () => staffOf(other, 'moderator')),
    'personal token': bearerOf('personal token', () => personalTokenOf(site)),
  };

  /** Parameters that lead to something of the reader's; the operator's routes change sites, so theirs lead nowhere. */
  async function parametersFor({ url, rule }: Route, reader: string): Promise<Record<string, string>> {
    const common = { page: 'talk', kind: 'like', id: randomUUID() };
    if (rule?.access === 'operator') return { ...common, site: 'no-such-site' };
    if (!url.startsWith('/v1/comments/')) return { ...common, site: site.id };
    const posted = await api.call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, {
      token: reader,
      body: { body: 'Hello' },
    });
    return { ...common, id: expectStatus(201, posted).id };
  }

  /** Without a site in its path a route takes readers of every site; a comment's service refuses those of another one. */
  function expectedOf({ url, rule }: Route, who: Who): Expected {
    const { access } = rule!;
    const isOfSite = url.includes(':site') || url.startsWith('/v1/comments/');
    if (who === 'reader of another site' && !isOfSite && (access === 'viewer' || access.startsWith('reader')))
      return 'passes';
    if (who === 'staff of another site' && !url.includes(':site') && (access === 'viewer' || access === 'moderator'))
      return 'passes';
    return EXPECTED[access][who];
  }

  /** So that nothing but the other site can be the reason to refuse. */
  const BODIES: Record<string, object> = {
    'PATCH /v1/comments/:id': { body: 'Edited' },
    'POST /v1/comments/:id/rewards': { amount: 1 },
    'POST /v1/comments/:id/reports': { reason: 'spam' },
  };

  it('has a rule', () => {
    expect(service.routes.length).toBeGreaterThan(50);
    expect(service.routes.filter(({ rule }) => !rule)).toEqual([]);
    // Each kind of access is among them, so that each is tried.
    expect([...new Set(service.routes.map(({ rule }) => rule!.access))].sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.keys(authorizationOf) as Who[])('takes or refuses: %s', async (who) => {
    const bystander = await api.guest(site.id);
    for (const route of service.routes) {
      const newReader = who === 'moderator' ? moderatorOf : ({ id }: Site) => api.guest(id);
      const reader = who === 'reader' || who === 'moderator' ? await newReader(site) : bystander;
      const path = fill(route.url, await parametersFor(route, reader));
      const query = route.url === '/v1/counters' ? `?site=${site.id}&page=talk` : '';
      const { method } = route;
      const body = who === 'reader of another site' ? BODIES[`${method} ${route.url}`] : undefined;
      const authorization = await authorizationOf[who](reader, route);
      const status = await statusOf(service.url + path + query, { method, authorization, body });
      const asked = `${route.method} ${route.url} (${route.rule!.access}) by ${who}`;
      expectOutcome(asked, status, expectedOf(route, who));
    }
  });
});

describe('every route of content', () => {
  let service: Running;

  beforeAll(async () => {
    const config = configOf('content');
    const [entities, migrations] = [contentEntities, contentMigrations];
    await Promise.all([migrateDatabase({ config, entities, migrations }), migrateQueue(config)]);
    service = await start(config, ContentModule.forRoot(config));
  });
  afterAll(() => service.stop());

  const authorizationOf: Partial<Record<Who, string | undefined>> = {
    nobody: undefined,
    'unknown token': `Bearer ${randomUUID()}`,
    'another scheme': 'Basic c3RhZ2luZzpwYXNzd29yZA==',
    operator: `Bearer ${ADMIN_TOKEN}`,
  };

  it('has a rule, for everybody or for the operator: content knows no readers', () => {
    expect(service.routes.length).toBeGreaterThan(25);
    const accesses = service.routes.map(({ url, rule }) => (url === '/metrics' ? null : rule?.access));
    expect([...new Set(accesses)].sort()).toEqual(['anonymous', null, 'operator']);
    // Answered to everybody on the own network, and to the operator from anywhere.
    expect(service.routes.find(({ url }) => url === '/metrics')?.rule?.access).toBe('viewer');
  });

  it.each(Object.keys(authorizationOf) as Who[])('takes or refuses: %s', async (who) => {
    for (const route of service.routes) {
      const path = fill(route.url, { id: randomUUID() });
      const status = await statusOf(service.url + path, { method: route.method, authorization: authorizationOf[who] });
      const asked = `${route.method} ${route.url} (${route.rule!.access}) by ${who}`;
      expectOutcome(asked, status, EXPECTED[route.rule!.access][who]);
    }
  });
});
