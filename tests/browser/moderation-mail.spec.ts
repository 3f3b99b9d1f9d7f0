import type { InvitedStaff, Site } from '@afterword/contracts';
import { axeFindings } from '@afterword/testing/accessibility';
import { ADMIN_TOKEN } from '@afterword/testing/admin-token';
import { expectStatus, pagePath } from '@afterword/testing/api';
import { describeInBrowser, openBrowser, type TestBrowser } from '@afterword/testing/browser';
import { type RunningEngagement, startEngagement } from '@afterword/testing/engagement';
import { MailServer } from '@afterword/testing/mail-server';
import { takePicture } from '@afterword/testing/pictures';

describeInBrowser('mail to a moderator', () => {
  const server = new MailServer();
  let service: RunningEngagement;
  let browser: TestBrowser;
  let site: Site;

  beforeAll(async () => {
    await server.start();
    [service, browser] = await Promise.all([
      startEngagement({ mail: { smtpUrl: server.url, from: 'talk@paper.example' } }),
      openBrowser({ viewport: { width: 390, height: 844 } }),
    ]);
    site = await service.api.site(ADMIN_TOKEN, { name: 'The Margin' });
    const path = `/v1/sites/${site.id}/moderation/settings`;
    expectStatus(200, await service.api.call('PATCH', path, { token: ADMIN_TOKEN, body: { mode: 'pre' } }));
  });
  afterAll(async () => {
    await Promise.all([service.stop(), browser.close()]);
    server.stop();
  });

  it('comes when they want it, and is answered on a phone by one press', async () => {
    const body = { email: 'mo@paper.example', roles: [{ site: site.id, role: 'moderator' }] };
    const invited = await service.api.call<InvitedStaff>('POST', '/v1/admin/staff', { token: ADMIN_TOKEN, body });
    const { hash } = new URL(expectStatus(201, invited).invitation!.url);
    const page = await browser.context.newPage();
    await page.goto(`${service.url}/console${hash}`);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('heading', { name: 'All caught up' }).waitFor();
    await page.goto(`${service.url}/console#/${site.id}/account`);
    const held = page.getByLabel('About comments that are held');
    await held.waitFor();
    expect(await held.inputValue()).toBe('hourly');
    await held.selectOption({ label: 'At once' });
    await page.getByLabel('Language').selectOption({ label: 'Deutsch' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.', { exact: true }).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await takePicture(page, 'console-account-mail');

    const token = await service.api.guest(site.id, 'Kemal');
    const text = 'The 6:40 does not stop at the mill any more.\n\nWho wrote this timetable?';
    const path = `${pagePath(site.id, 'ferry-timetable')}/comments`;
    expectStatus(201, await service.api.call('POST', path, { token, body: { body: text } }));
    const [mail] = await server.waitFor('mo@paper.example', 1);
    expect(mail!.subject).toBe('Ein Kommentar von Kemal zu „ferry-timetable“ wartet auf eine Entscheidung');
    const [, link] = /(\/mail\/staff\/\S+)/.exec(mail!.text ?? '')!;
    await page.goto(`${service.url}${link}`);
    await page.getByText('Who wrote this timetable?').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await takePicture(page, 'moderation-mail-page');
    await page.getByRole('button', { name: 'Veröffentlichen' }).click();
    await page.getByText('Erledigt. Der Kommentar ist veröffentlicht.').waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    const toConsole = await page.getByRole('link', { name: 'Konsole öffnen' }).getAttribute('href');
    expect(toConsole).toContain(`/console#/${site.id}/`);
  });
});
