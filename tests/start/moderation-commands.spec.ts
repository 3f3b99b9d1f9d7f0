import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Comment } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { DataSource } from 'typeorm';

const ROOT = join(__dirname, '../..');

describe('afterword staff, moderation and audit', () => {
  let service: RunningEngagement;

  beforeAll(async () => {
    service = await startEngagement();
  });
  afterAll(() => service.stop());

  async function afterword(...args: string[]) {
    const { databaseUrl: DATABASE_URL, engagementUrl: ENGAGEMENT_URL } = service.config;
    const env = { ...process.env, ADMIN_TOKEN, DATABASE_URL, ENGAGEMENT_URL, REDIS_URL: '', CONTENT_URL: '' };
    const child = spawn(process.execPath, ['tools/afterword.mjs', ...args], { cwd: ROOT, env });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { stdout, stderr, code: child.exitCode };
  }

  it('invite a moderator, decide, and find what was changed in the log', async () => {
    const { id: site } = await service.api.site(ADMIN_TOKEN);
    const of = ['--site', site];
    const refused = await afterword('staff', 'token', 'mo@paper.example');
    expect(refused).toMatchObject({ stdout: '', code: 1, stderr: expect.stringContaining('Invite them first') });
    const invited = await afterword('staff', 'invite', 'Mo@paper.example', ...of, '--role', 'moderator');
    expect(invited.code).toBe(0);
    // Nothing but the address, for scripts.
    expect(invited.stdout).toMatch(/^http:\/\/\S+\/console#invitation=awi_[\w-]{43}\n$/);
    const listed = await afterword('staff', 'list', ...of);
    expect(JSON.parse(listed.stdout)).toMatchObject({ email: 'mo@paper.example', status: 'invited' });
    const { stdout } = await afterword('staff', 'token', 'mo@paper.example');
    const token = stdout.trim();
    expect((await service.api.call('GET', '/v1/staff/me', { token })).status).toBe(200);

    const posted = await service.api.call<Comment>('POST', `${pagePath(site, 'talk')}/comments`, {
      token: await service.api.guest(site),
      body: { body: 'Off topic' },
    });
    const { id } = expectStatus(201, posted);
    const decided = await afterword('moderation', 'decide', 'hold', id, ...of, '--note', 'Later');
    expect(JSON.parse(decided.stdout)).toMatchObject({ comment: id, from: 'published', status: 'pending' });
    const queue = await afterword('moderation', 'queue', ...of);
    expect(JSON.parse(queue.stdout)).toMatchObject({ id, status: 'pending' });

    const sound = await afterword('audit', 'verify', ...of);
    expect(sound).toMatchObject({ code: 0, stdout: expect.stringMatching(/: 2 entries, sound up to [\da-f]{64}\n$/) });
    const exported = await afterword('audit', 'export', ...of);
    expect(exported.stdout.trim().split('\n')).toHaveLength(2);
    const dataSource = service.app.get(DataSource);
    await dataSource.query(`alter table moderation_log disable trigger user`);
    await dataSource.query(`update moderation_log set entry = replace(entry, 'held', 'kept') where site_id = $1`, [
      site,
    ]);
    expect(await afterword('audit', 'verify', ...of)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('entry 2 is wrong'),
    });

    expect((await afterword('staff', 'remove', 'mo@paper.example')).code).toBe(0);
    expect((await service.api.call('GET', '/v1/staff/me', { token })).status).toBe(401);
  });
});
