import { type Trial, type TrialResult, TrialResultSchema, TrialSchema } from '@afterword/contracts';
import { DomainError, Operation } from '@afterword/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { previewBody } from '../comments';
import { ModerationPipeline } from '../moderation';
import { PageIds } from '../page-writes';
import { ReaderList, ReadersRepository } from '../readers';
import { SitesService } from '../sites';

@Controller('v1/sites/:site/moderation/trial')
export class TrialController {
  constructor(
    private readonly pipeline: ModerationPipeline,
    private readonly sites: SitesService,
    private readonly readers: ReadersRepository,
    private readonly list: ReaderList,
    private readonly pages: PageIds,
  ) {}

  /** Stores nothing. */
  @Operation({
    id: 'tryModeration',
    tag: 'Moderation',
    summary: 'Says what each step of moderation would say of a text.',
    access: 'moderator',
    answer: { status: 200, schema: TrialResultSchema },
  })
  @Post()
  @HttpCode(200)
  async trial(
    @Param('site') siteId: string,
    @Body({ schema: TrialSchema }) { body, reader: readerId, page }: Trial,
  ): Promise<TrialResult> {
    const site = await this.sites.get(siteId);
    const reader = readerId === undefined ? null : await this.readers.find(siteId, readerId);
    if (readerId !== undefined && !reader) {
      throw new DomainError('invalid-request', {
        errors: [{ path: '/reader', message: 'must be a reader of the site' }],
      });
    }
    const html = previewBody(site, body);
    const restrictions = await this.list.restrictionsOf(siteId, reader ? [reader.id] : []);
    const pageKey = page ?? null;
    const { mode: pageMode = null } = (pageKey !== null && (await this.pages.moderationOf(siteId, pageKey))) || {};
    const draft = { site, pageKey, pageMode, reader, body, html, isReply: false };
    return this.pipeline.trial(draft, restrictions.get(reader?.id ?? ''));
  }
}
