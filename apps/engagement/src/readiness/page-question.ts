import { ANONYMOUS, rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CommentReader } from '../comments';
import { CountersRepository } from '../counters';
import { SitesService } from '../sites';
import { NEWEST_THREAD } from './page-question.sql';

/** Asks what a reader's page asks, so that a service that fails its readers does not call itself ready. */
@Injectable()
export class PageQuestion {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sites: SitesService,
    private readonly comments: CommentReader,
    private readonly counters: CountersRepository,
  ) {}

  /** Reads the counters and the first comment of a page. @throws what the page would fail with */
  async ask(): Promise<void> {
    const [thread] = await rowsOf<{ siteId: string; pageId: string }>(this.dataSource, NEWEST_THREAD);
    if (!thread) return;
    const site = await this.sites.get(thread.siteId);
    const { pageId } = thread;
    await this.counters.ofPage(site.id, pageId, []);
    await this.comments.thread({ site, pageId, sort: 'newest', limit: 1, principal: ANONYMOUS });
  }
}
