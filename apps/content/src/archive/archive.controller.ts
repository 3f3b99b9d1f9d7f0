import { CONFIG, DomainError, Operation, type ServiceConfig, sendCacheable } from '@afterword/platform';
import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { z } from 'zod';
import { ArticleReader, instantOf } from '../articles';
import { ListPage, ListQuerySchema, PageFilter, renderPage } from '../pages';
import { ArchivePage } from './archive-page';
import { ArchiveRepository } from './archive.repository';
import { type Period, periodOf } from './period';

const CACHE_CONTROL = 'public, max-age=0, s-maxage=5, stale-while-revalidate=60, stale-if-error=86400';

const ARTICLES_PER_PAGE = 20;

type Paging = z.infer<typeof ListQuerySchema>;

/** What was published when. */
@Controller('archive')
@UseFilters(PageFilter)
export class ArchiveController {
  constructor(
    private readonly archive: ArchiveRepository,
    private readonly reader: ArticleReader,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Operation({
    id: 'archive',
    tag: 'Pages and feeds',
    summary: 'The archive by year and month, as a page.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get()
  async months(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const months = await this.archive.months(this.config.timeZone);
    const page = h(ArchivePage, { months, address: `${this.config.contentUrl}/archive` });
    await send(renderPage(page, this.config), request, reply);
  }

  @Operation({
    id: 'archiveOfYear',
    tag: 'Pages and feeds',
    summary: 'The articles of a year, as a page.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get(':year')
  async year(
    @Param('year') year: string,
    @Query({ schema: ListQuerySchema }) { cursor }: Paging,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await send(await this.list(periodOf(year), cursor), request, reply);
  }

  @Operation({
    id: 'archiveOfMonth',
    tag: 'Pages and feeds',
    summary: 'The articles of a month, as a page.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get(':year/:month')
  async month(
    @Param('year') year: string,
    @Param('month') month: string,
    @Query({ schema: ListQuerySchema }) { cursor }: Paging,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await send(await this.list(periodOf(year, month), cursor), request, reply);
  }

  /** @throws DomainError `not-found` for a time in which nothing was published */
  private async list(period: Period | null, cursor: string | undefined): Promise<string> {
    if (!period) throw new DomainError('not-found');
    const { timeZone } = this.config;
    const [from, until] = [instantOf(period.from, timeZone), instantOf(period.until, timeZone)];
    const { items, next } = await this.reader.latestSummaries({
      period: { from, until },
      limit: ARTICLES_PER_PAGE,
      cursor,
    });
    if (items.length === 0) throw new DomainError('not-found');
    const path = `/archive/${period.path}`;
    const at = (position: string | null | undefined) => (position ? `${path}?cursor=${position}` : path);
    const page = h(ListPage, {
      topic: period.name,
      items,
      address: this.config.contentUrl + at(cursor),
      next: next === null ? null : at(next),
    });
    return renderPage(page, this.config);
  }
}

async function send(body: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await sendCacheable(request, reply, {
    body,
    contentType: 'text/html; charset=utf-8',
    cacheControl: CACHE_CONTROL,
  });
}
