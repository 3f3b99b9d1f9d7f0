import type { Comment, NotificationList, NotificationSettings, Site } from '@afterword/contracts';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { testDatabaseUrl } from '@afterword/testing/database';
import { ADMIN_TOKEN, type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { MailServer } from '@afterword/testing/mail-server';
import { poll } from '@afterword/testing/poll';

describe('the page of mail settings', () => {
  const server = new MailServer();
  const databaseUrl = testDatabaseUrl();
  let service: RunningEngagement;
  let site: Site;
  let token: string;
  let path: string;

  beforeAll(async () => {
    await server.start();
    service = await startEngagement({ databaseUrl, mail: { smtpUrl: server.url, from: 'talk@paper.example' } });
  });
  afterAll(async () => {
    await service.stop();
    server.stop();
  });
  beforeEach(async () => {
    site = await service.api.site(ADMIN_TOKEN, { name: 'The <Paper>' });
    token = await service.api.guest(site.id, 'Ada');
    const list = await service.api.call<NotificationList>('GET', '/v1/me/notifications', { token });
    path = new URL(expectStatus(200, list).mailSettingsUrl!).pathname;
  });

  const settings = async () =>
    expectStatus(200, await service.api.call<NotificationSettings>('GET', '/v1/me/notification-settings', { token }));
  const open = (at = path) => service.api.call<string>('GET', at);
  const save = async (fields: Record<string, string>, at = path) => {
    const answer = await fetch(service.url + at, { method: 'POST', body: new URLSearchParams(fields) });
    return { status: answer.status, body: await answer.text() };
  };
  /** What the form sends where nothing was changed. */
  const fieldsOf = (page: string) => {
    const fields: Record<string, string> = { email: /name="email"[^>]* value="([^"]*)"/.exec(page)?.[1] ?? '' };
    for (const [, name = '', options = ''] of page.matchAll(/<select name="(\w+)">(.*?)<\/select>/g))
      fields[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? '';
    for (const [, name = ''] of page.matchAll(/<input type="checkbox" name="([\w-]+)" checked>/g)) fields[name] = 'on';
    for (const [, name = '', value = ''] of page.matchAll(/<input type="hidden" name="(\w+)" value="(\w+)">/g))
      fields[name] = value;
    return fields;
  };

  it('sets an address, which is asked, and what mail goes there, without a script', async () => {
    const page = await open();
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(page.body).toContain('The &#60;Paper&#62;');
    const fields = fieldsOf(page.body);
    expect(fields).toMatchObject({ email: '', replies: 'now', rewards: 'off', timeZone: 'UTC', language: 'en' });
    const email = `ada@${site.id}.example`;
    const changed = { ...fields, email, replies: 'daily', timeZone: 'Europe/Berlin', language: 'de' };
    const saved = await save(changed);
    expect(saved.status).toBe(200);
    expect(saved.body).toContain('Gespeichert.');
    expect(saved.body).toContain(email);
    expect(await settings()).toMatchObject({
      ...{ email: { address: email, status: 'waiting' }, replies: { mail: 'daily' }, rewards: { mail: 'off' } },
      ...{ timeZone: 'Europe/Berlin', language: 'de' },
    });
    const [mail] = await server.waitFor(email, 1);
    const [, link] = /(\/mail\/confirm\/\S+)/.exec(mail!.text ?? '')!;
    expect((await save({}, link)).status).toBe(200);
    // Saved again, nobody is asked again.
    const again = await save({ ...fieldsOf((await open()).body), rewards: 'weekly' });
    expect(again.body).toContain(`E-Mails gehen an ${email}.`);
    expect(await settings()).toMatchObject({ email: { status: 'confirmed' }, rewards: { mail: 'weekly' } });
    expect(server.to(email)).toHaveLength(1);
    await save({ ...fieldsOf((await open()).body), email: '' });
    expect((await settings()).email).toBeNull();
  });

  it('says what devices show, apart from mail', async () => {
    const fields = fieldsOf((await open()).body);
    const kinds = ['replies', 'mentions', 'comments', 'decisions'];
    const ticked = kinds.map((kind) => `${kind}-push`);
    expect(Object.keys(fields).filter((name) => name.endsWith('-push'))).toEqual(ticked);
    delete fields['replies-push'];
    const { body } = await save({ ...fields, mentions: 'off', 'rewards-push': 'on' });
    expect(await settings()).toMatchObject({
      ...{ replies: { mail: 'now', push: false }, mentions: { mail: 'off', push: true } },
      rewards: { mail: 'off', push: true },
    });
    expect(Object.keys(fieldsOf(body))).toEqual(expect.arrayContaining(['mentions-push', 'rewards-push']));
    expect(fieldsOf(body)).not.toHaveProperty('replies-push');
    // A page that was opened before there was this choice asks nothing about it.
    const former = { email: '', replies: 'daily', mentions: 'now', comments: 'now', decisions: 'now', rewards: 'off' };
    await save(former);
    expect(await settings()).toMatchObject({
      ...{ replies: { mail: 'daily', push: false }, mentions: { mail: 'now', push: true } },
      rewards: { mail: 'off', push: true },
    });
  });

  it('saves nothing of what is no address, or was not in the form', async () => {
    const fields = fieldsOf((await open()).body);
    const wrongs: Record<string, string>[] = [
      ...[{ email: 'ada' }, { email: 'a@b.example,c@d.example' }],
      ...[{ replies: 'never' }, { timeZone: '+1' }],
    ];
    for (const wrong of wrongs) {
      const answer = await save({ ...fields, rewards: 'daily', ...wrong });
      expect([wrong, answer.status]).toEqual([wrong, 422]);
      expect(await settings()).toMatchObject({ email: null, rewards: { mail: 'off' } });
    }
  });

  it('changes nothing where what is sent is not the form', async () => {
    const email = `kept@${site.id}.example`;
    await save({ ...fieldsOf((await open()).body), email });
    const multipart = new FormData();
    multipart.set('List-Unsubscribe', 'One-Click');
    const bodies = [undefined, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }), multipart];
    for (const body of bodies) {
      const answer = await fetch(service.url + path, { method: 'POST', ...(body && { body }) });
      await answer.text();
      expect((await settings()).email?.address).toBe(email);
    }
  });

  it('says what the reader was told and what became of it, in their language', async () => {
    const { api } = service;
    const grace = await api.guest(site.id, '<b>Grace');
    const described = { url: 'https://paper.example/talk', title: 'A & B' };
    expectStatus(200, await api.call('PUT', pagePath(site.id, 'talk'), { token: ADMIN_TOKEN, body: described }));
    const post = async (by: string, body: string, parentId?: string) => {
      const answer = { token: by, body: { body, parentId } };
      return expectStatus(201, await api.call<Comment>('POST', `${pagePath(site.id, 'talk')}/comments`, answer)).id;
    };
    expect((await open()).body).not.toContain('<details>');
    const id = await post(grace, 'Because', await post(token, 'Why?'));
    const { body } = await poll(open, (page) => page.body.includes('<details>'));
    const [, told = ''] = /<details>(.*)<\/details>/.exec(body) ?? [];
    expect(told).toMatch(/^<summary>What you were told<\/summary><ul><li>/);
    expect(told).toContain(`href="https://paper.example/talk#comment-${id}"`);
    expect(told).toContain('<bdi>&#60;b&#62;Grace replied to you on “A &#38; B”</bdi>');
    expect(told).toMatch(
      /<\/time><br>Mail: not sent, no confirmed address<br>Devices: not sent, none was turned on<\/small>/,
    );
    const change = { token, body: { language: 'ar', timeZone: 'Asia/Tokyo' } };
    expectStatus(200, await api.call('PATCH', '/v1/me/notification-settings', change));
    const arabic = await open();
    expect(arabic.body).toContain('<html lang="ar" dir="rtl">');
    expect(arabic.body).toContain('الأجهزة: لم يُرسل، لم يكن أي جهاز مفعّلًا');
  });

  it('is the reader’s alone, and ends with the account', async () => {
    const other = await service.api.guest(site.id, 'Grace');
    const list = await service.api.call<NotificationList>('GET', '/v1/me/notifications', { token: other });
    expect(new URL(list.body.mailSettingsUrl!).pathname).not.toBe(path);
    const [content] = path.split('/').at(-1)!.split('.');
    for (const made of ['nonsense', `${content}.`, `${content}.AAAA`]) {
      const answer = await open(`/mail/settings/${made}`);
      expect([made, answer.status, answer.body.includes('<form')]).toEqual([made, 404, false]);
    }
    expectStatus(204, await service.api.call('DELETE', '/v1/me', { token }));
    expect((await open()).status).toBe(404);
    expect((await save({ email: 'x@y.example' })).status).toBe(404);
  });

  it('asks about devices alone where the installation sends no mail, and keeps what was said of it', async () => {
    const email = `kept@${site.id}.example`;
    await save({ ...fieldsOf((await open()).body), email, replies: 'daily' });
    const silent = await startEngagement({ databaseUrl });
    try {
      const list = await silent.api.call<NotificationList>('GET', '/v1/me/notifications', { token });
      const { pathname } = new URL(expectStatus(200, list).mailSettingsUrl!);
      const page = await silent.api.call<string>('GET', pathname);
      const fields = fieldsOf(page.body);
      expect(Object.keys(fields).sort()).toEqual([
        ...[
          'comments-push',
          'decisions-push',
          'devices',
          'email',
          'language',
          'mentions-push',
          'replies-push',
          'timeZone',
        ],
      ]);
      expect(page.body).not.toContain('type="email"');
      expect(page.body).not.toContain(email);
      expect(page.body).toContain('<section id="device"');
      const sent = new URLSearchParams({
        devices: 'yes',
        'mentions-push': 'on',
        timeZone: 'Asia/Tokyo',
        language: 'de',
      });
      const answer = await fetch(silent.url + pathname, { method: 'POST', body: sent });
      expect([answer.status, (await answer.text()).includes('Gespeichert.')]).toEqual([200, true]);
      expect(await settings()).toMatchObject({
        ...{ email: { address: email }, timeZone: 'Asia/Tokyo', language: 'de' },
        ...{ replies: { mail: 'daily', push: false }, mentions: { mail: 'now', push: true } },
      });
    } finally {
      await silent.stop();
    }
  });
});
