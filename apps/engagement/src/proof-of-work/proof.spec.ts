import { createHash, randomUUID } from 'node:crypto';
import type { Challenge, Problem, Session, Site } from '@afterword/contracts';
import { createChallenge } from 'altcha-lib/v1';
import { GUEST_LIMITS } from '@afterword/contracts';
import { DataSource } from 'typeorm';
import { expectStatus } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';

/**
 * What a client does: finds the number, and sends it with the challenge. Hashes are made one after the other in this thread, which takes a
 * hundredth of what Web Crypto takes for so many short texts.
 */
function solve({ algorithm, challenge, salt, signature, maxnumber }: Challenge): string {
  for (let number = 0; number <= maxnumber; number += 1)
    if (createHash('sha256').update(`${salt}${number}`).digest('hex') === challenge)
      return encode({ algorithm, challenge, salt, signature, number });
  throw new Error('The challenge has no solution');
}

const encode = (payload: object) => Buffer.from(JSON.stringify(payload)).toString('base64');
const decode = (proof: string) => JSON.parse(Buffer.from(proof, 'base64').toString('utf8')) as Record<string, unknown>;

describe('proof of work', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement({ rateLimits: true, trustedProxies: 'loopback' });
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { proofOfWork: 'always' });
  });

  const open = (body: object, headers: Record<string, string> = {}, siteId = site.id) =>
    service.api.call<Session & Problem>('POST', `/v1/sites/${siteId}/sessions`, { body, headers });
  const challengeOf = async (siteId = site.id) =>
    expectStatus(200, await service.api.call<Challenge>('GET', `/v1/sites/${siteId}/challenge`));
  const invalid = { type: 'urn:afterword:problem:proof-invalid', status: 422 };

  it('is asked for with a challenge, and lets the guest in when it is done', async () => {
    const asked = await open({ name: 'Ada' });
    expect([asked.status, asked.body]).toMatchObject([
      403,
      { type: 'urn:afterword:problem:proof-required', challenge: { algorithm: 'SHA-256', maxnumber: 50_000 } },
    ]);
    const session = expectStatus(201, await open({ name: 'Ada', proof: solve(asked.body.challenge!) }));
    expect(session.reader.name).toBe('Ada');
  });

  it('is good once, also where it is sent twice at the same time', async () => {
    const proof = solve(await challengeOf());
    const answers = await Promise.all(Array.from({ length: 4 }, () => open({ proof })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
    expect((await open({ proof })).body).toMatchObject(invalid);
  });

  it('is not asked for again when a request is repeated with its key', async () => {
    const proof = solve(await challengeOf());
    const headers = { 'idempotency-key': randomUUID() };
    const [first, second] = [await open({ proof }, headers), await open({ proof }, headers)];
    expect(expectStatus(201, second).token).toBe(expectStatus(201, first).token);
  });

  it('is refused where it is of another site, changed, old, or nothing of the kind', async () => {
    const other = await service.api.site(ADMIN_TOKEN, { proofOfWork: 'always' });
    const elsewhere = solve(await challengeOf(other.id));
    const done = decode(solve(await challengeOf()));
    const [{ secret }] = await service.app
      .get(DataSource)
      .query<[{ secret: Buffer }]>(`select secret from installation_secret where name = 'proof-of-work'`);
    const old = await createChallenge({
      hmacKey: secret.toString('hex'),
      maxnumber: 100,
      expires: new Date(Date.now() - 1_000),
      params: { site: site.id },
    });
    const forged = await createChallenge({ hmacKey: 'guessed', maxnumber: 100, params: { site: site.id } });
    const proofs = [
      elsewhere,
      encode({ ...done, number: (done.number as number) + 1 }),
      encode({ ...done, salt: `${String(done.salt)}&expires=99999999999` }),
      solve({ ...old, maxnumber: 100 } as Challenge),
      solve({ ...forged, maxnumber: 100 } as Challenge),
      encode({ algorithm: 'SHA-256' }),
      encode([]),
      'nonsense',
    ];
    for (const proof of proofs) {
      const answer = await open({ proof });
      expect([proof, answer.status, answer.body]).toMatchObject([proof, 422, invalid]);
    }
    expect((await open({ proof: 'x'.repeat(3_000) })).status).toBe(422);
    expectStatus(201, await open({ proof: encode(done) }));
  });

  it('is not asked for where the site does not want it', async () => {
    const free = await service.api.site(ADMIN_TOKEN, { proofOfWork: 'off' });
    expectStatus(201, await open({}, {}, free.id));
  });

  it('is asked for when a burst of guests is seen, and from others not', async () => {
    const usual = await service.api.site(ADMIN_TOKEN);
    expect(usual.proofOfWork).toBe('burst');
    const from = (address: string) => open({}, { 'x-forwarded-for': address }, usual.id);
    const answers = await Promise.all(
      Array.from({ length: GUEST_LIMITS.proofPerMinute + 3 }, () => from('203.0.113.50')),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(GUEST_LIMITS.proofPerMinute);
    const asked = answers.find(({ status }) => status === 403)!;
    expect(asked.body.type).toBe('urn:afterword:problem:proof-required');
    expectStatus(201, await from('203.0.113.51'));
    const proof = solve(asked.body.challenge!);
    expectStatus(201, await open({ proof }, { 'x-forwarded-for': '203.0.113.50' }, usual.id));
  });
});
