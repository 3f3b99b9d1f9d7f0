import { randomBytes, randomUUID } from 'node:crypto';
import type {
  InvitedStaff,
  Passkey,
  PasskeyCreationOptions,
  PasskeyRequestOptions,
  Problem,
  Site,
  StaffMe,
  StaffSession,
  StaffToken,
} from '@afterword/contracts';
import { expectStatus } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { Authenticator, PRESENT, text, VERIFIED } from '@afterword/testing/authenticator';
import { DataSource } from 'typeorm';

const ORIGIN = 'https://comments.paper.example';
const newDevice = () => new Authenticator({ rpId: 'comments.paper.example', origin: ORIGIN });
describe('passkeys of staff', () => {
  let service: RunningEngagement;
  let site: Site;

  beforeAll(async () => {
    service = await startEngagement({ engagementUrl: ORIGIN });
    site = await service.api.site(ADMIN_TOKEN);
  });
  afterAll(() => service.stop());

  const call: RunningEngagement['api']['call'] = (method, path, options) => service.api.call(method, path, options);
  const codeOf = ({ body }: { body: object }) => (body as Problem).type.replace('urn:afterword:problem:', '');

  async function member(): Promise<StaffSession> {
    const body = { email: `${randomUUID()}@paper.example`, roles: [{ site: site.id, role: 'moderator' }] };
    const invited = expectStatus(
      201,
      await call<InvitedStaff>('POST', '/v1/admin/staff', { token: ADMIN_TOKEN, body }),
    );
    const token = new URL(invited.invitation!.url).hash.replace('#invitation=', '');
    return expectStatus(201, await call<StaffSession>('POST', '/v1/staff/invitations/accept', { body: { token } }));
  }

  const creation = async (token: string) =>
    expectStatus(200, await call<PasskeyCreationOptions>('POST', '/v1/staff/passkeys/options', { token }));
  const add = (token: string, credential: object, name = 'Laptop') =>
    call<Passkey>('POST', '/v1/staff/passkeys', { token, body: { credential, name } });
  const request = async () =>
    expectStatus(200, await call<PasskeyRequestOptions>('POST', '/v1/staff/sign-in/passkey/options'));
  const signIn = (credential: object) =>
    call<StaffSession>('POST', '/v1/staff/sign-in/passkey', { body: { credential } });
  const me = async (token: string) => expectStatus(200, await call<StaffMe>('GET', '/v1/staff/me', { token }));

  async function enrolled(): Promise<{ person: StaffSession; device: Authenticator; passkey: Passkey }> {
    const [person, device] = [await member(), newDevice()];
    const passkey = expectStatus(201, await add(person.token, device.create(await creation(person.token))));
    return { person, device, passkey };
  }

  it('sign a person in without a name', async () => {
    const { person, device, passkey } = await enrolled();
    expect(passkey).toMatchObject({ name: 'Laptop', lastUsedAt: null, synced: false });
    const options = await request();
    expect(options).toMatchObject({ rpId: 'comments.paper.example', userVerification: 'required' });
    expect(options.allowCredentials ?? []).toEqual([]);
    const session = expectStatus(201, await signIn(device.get(options)));
    expect(session.staff).toEqual(person.staff);
    const { passkeys, sessions } = await me(session.token);
    expect(passkeys).toEqual([{ ...passkey, lastUsedAt: expect.any(String) }]);
    expect(sessions).toHaveLength(2);
    // The person's other passkeys are not made a second time.
    const again = await creation(person.token);
    expect(again.excludeCredentials).toEqual([{ id: text(device.id), type: 'public-key', transports: ['internal'] }]);
  });

  it('answer a challenge once, in time, and only one that was set for that', async () => {
    const { person, device } = await enrolled();
    // Nothing but the challenge tells the second answer from the first.
    device.counts = false;
    const options = await request();
    const answer = device.get(options);
    const answers = await Promise.all([signIn(answer), signIn(answer)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401]);

    const late = await request();
    await service.app.get(DataSource).query(`update staff_challenge set expires_at = now()`);
    expect((await signIn(device.get(late))).status).toBe(401);
    expect((await signIn(device.get({ challenge: text(randomBytes(32)) }))).status).toBe(401);
    // Neither does a challenge for a new passkey sign anybody in, nor one of somebody else add one.
    expect((await signIn(device.get(await creation(person.token)))).status).toBe(401);
    const stranger = await member();
    const refused = await add(person.token, newDevice().create(await creation(stranger.token)));
    expect([refused.status, codeOf(refused)]).toEqual([422, 'passkey-refused']);
  });

  it('are refused when they answer another page, ask for nobody, or are copies', async () => {
    const { person } = await enrolled();
    for (const [rpId, origin, flags] of [
      ['comments.paper.example', 'https://evil.example', PRESENT | VERIFIED],
      ['evil.example', ORIGIN, PRESENT | VERIFIED],
      ['comments.paper.example', ORIGIN, PRESENT],
    ] as const) {
      const refused = await add(
        person.token,
        new Authenticator({ rpId, origin, flags }).create(await creation(person.token)),
      );
      expect([rpId, origin, codeOf(refused)]).toEqual([rpId, origin, 'passkey-refused']);
    }
    const { device } = await enrolled();
    expectStatus(201, await signIn(device.get(await request())));
    device.counter = 0;
    expect((await signIn(device.get(await request()))).status).toBe(401);
    const unknown = await signIn(newDevice().get(await request()));
    expect([unknown.status, unknown.body]).toMatchObject([401, { detail: expect.stringContaining('not known') }]);
  });

  it('are added by whoever has signed in, not by a personal token, and removed by their owner', async () => {
    const { person, device, passkey } = await enrolled();
    const { token } = expectStatus(
      201,
      await call<StaffToken>('POST', '/v1/staff/tokens', { token: person.token, body: { name: 'Script' } }),
    );
    expect((await call('POST', '/v1/staff/passkeys/options', { token })).status).toBe(403);
    const remove = (by: string) => call('DELETE', `/v1/staff/passkeys/${passkey.id}`, { token: by });
    expect(codeOf(await remove((await member()).token))).toBe('passkey-not-found');
    expectStatus(204, await remove(person.token));
    expect((await signIn(device.get(await request()))).status).toBe(401);
  });

  it('make no error of the service of what is no credential', async () => {
    const { person, device } = await enrolled();
    const good = device.create(await creation(person.token)) as { response: object };
    for (const response of [
      { ...good.response, attestationObject: 'AAAA' },
      { ...good.response, clientDataJSON: 'AAAA' },
    ]) {
      expect((await add(person.token, { ...good, response })).status).toBe(422);
    }
    const answer = device.get(await request()) as { response: object };
    for (const part of ['authenticatorData', 'clientDataJSON', 'signature'])
      expect((await signIn({ ...answer, response: { ...answer.response, [part]: 'AAAA' } })).status).toBe(401);
    expect((await signIn({ ...answer, response: {} })).status).toBe(422);
  });
});
