import { randomUUID } from 'node:crypto';
import type { Comment, CommentList, Counters, Site } from '@afterword/contracts';
import type { Locator, Page } from 'playwright-core';
import { expectStatus, pagePath } from './api';
import { openBrowser, type TestBrowser } from './browser';
import { ADMIN_TOKEN, type EngagementOptions, type RunningEngagement, startEngagement } from './engagement';
import { type HostSite, startHostSite } from './host-page';

/** A publisher's page, on another origin than the service, with the built widget from dist/widget on it. */
export class WidgetPage {
  service!: RunningEngagement;
  host!: HostSite;
  browser!: TestBrowser;
  site!: Site;
  /** The page's key: another one for each test. */
  key = '';

  async start(site: Partial<Site> & { ssoSecret?: string } = {}, options: EngagementOptions = {}): Promise<void> {
    [this.service, this.host, this.browser] = await Promise.all([
      startEngagement(options),
      startHostSite(),
      openBrowser(),
    ]);
    this.site = await this.service.api.site(ADMIN_TOKEN, { origins: [this.host.origin], ...site });
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await Promise.all([this.service.stop(), this.host.close()]);
  }

  /** Closes every page but the one that the browser was opened with. */
  async closePages(): Promise<void> {
    await Promise.all(
      this.browser.context
        .pages()
        .slice(1)
        .map((page) => page.close()),
    );
  }

  next(): void {
    this.key = `page-${randomUUID().slice(0, 8)}`;
  }

  get script(): string {
    return `<script type="module" src="${this.service.url}/embed.js"></script>`;
  }

  element(name: 'bar' | 'thread' | 'count', more = ''): string {
    return `<afterword-${name} site="${this.site.id}" page="${this.key}" ${more}></afterword-${name}>`;
  }

  html(body: string, { lang = 'en', head = '' } = {}): string {
    return `<!doctype html><html lang="${lang}"><head><title>A host page</title>${head}</head><body><main><h1>Host</h1>${body}</main></body></html>`;
  }

  /** Serves the page with the widget's script and opens it. */
  async visit(
    body: string,
    { lang, head, path = '/story?utm_source=x#part', browser = this.browser, live = false }: Visit = {},
  ) {
    this.host.serve(this.html(body + this.script, { lang, head }));
    const page = await browser.context.newPage();
    await Promise.all([live && page.waitForResponse(/\/events(\?|$)/), page.goto(this.host.origin + path)]);
    return page;
  }

  async counters(): Promise<Counters> {
    const path = `/v1/counters?site=${this.site.id}&page=${this.key}`;
    const answer = await this.service.api.call<{ counters: Record<string, Counters> }>('GET', path);
    return expectStatus(200, answer).counters[this.key]!;
  }

  async thread(): Promise<CommentList> {
    return expectStatus(200, await this.service.api.call<CommentList>('GET', `${this.path}/comments`));
  }

  async post(body: string, parentId?: string, name = 'Somebody'): Promise<Comment> {
    const token = await this.service.api.guest(this.site.id, name);
    const options = { token, body: { body, parentId } };
    return expectStatus(201, await this.service.api.call<Comment>('POST', `${this.path}/comments`, options));
  }

  get path(): string {
    return pagePath(this.site.id, this.key);
  }
}

export interface Visit {
  lang?: string;
  /** More of the document's head. */
  head?: string;
  path?: string;
  browser?: TestBrowser;
  /** Waits until the page hears of what others do. */
  live?: boolean;
}

/** Where a reply or a change is written: it takes the focus when what it needs is loaded, and keys are for it from then on. */
export const focusedField = (page: Page): Locator => page.getByRole('article').locator('textarea:focus');
