import { axeFindings } from '@afterword/testing/accessibility';
import { describeInBrowser } from '@afterword/testing/browser';
import { MailServer } from '@afterword/testing/mail-server';
import { takePicture } from '@afterword/testing/pictures';
import { WidgetPage } from '@afterword/testing/widget-page';

describeInBrowser('mail settings', () => {
  const server = new MailServer();
  const w = new WidgetPage();

  beforeAll(async () => {
    await server.start();
    await w.start({ name: 'The Margin' }, { mail: { smtpUrl: server.url, from: 'talk@paper.example' } });
  });
  afterAll(async () => {
    await w.stop();
    server.stop();
  });
  beforeEach(() => w.next());

  it('are a page that the inbox leads to, and end with a confirmed address', async () => {
    const page = await w.visit(w.element('thread'));
    await page.getByRole('textbox', { name: 'Comment', exact: true }).fill('Tell me of answers');
    await page.getByRole('button', { name: 'Post' }).click();
    await page.getByRole('button', { name: 'Notifications' }).click();
    const link = page.getByRole('link', { name: 'Notification settings' });
    await link.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const { pathname } = new URL((await link.getAttribute('href'))!);

    const form = await w.browser.context.newPage();
    await form.goto(w.service.url + pathname);
    await form.getByLabel('Email address').fill('ada@paper.example');
    await form.getByRole('combobox', { name: 'Replies to you' }).selectOption({ label: 'Every day' });
    expect(await axeFindings(form)).toEqual([]);
    await takePicture(form, 'mail-settings', false);
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Saved. We sent a mail to ada@paper.example.').waitFor();
    expect(await form.getByRole('combobox', { name: 'Replies to you' }).inputValue()).toBe('daily');

    const [mail] = await server.waitFor('ada@paper.example', 1);
    const [, confirm] = /(\/mail\/confirm\/\S+)/.exec(mail!.text ?? '')!;
    await form.goto(`${w.service.url}${confirm}`);
    await form.getByRole('button', { name: 'Confirm' }).click();
    await form.getByText('Done.').waitFor();
    await form.goto(w.service.url + pathname);
    await form.getByText('Mail goes to ada@paper.example.').waitFor();
  });
});
