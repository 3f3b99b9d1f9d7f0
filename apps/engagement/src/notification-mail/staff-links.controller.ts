import { CONFIG, DomainError, Operation, type ServiceConfig, type StaffPrincipal } from '@afterword/platform';
import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DecisionsService, QueueRepository } from '../decisions';
import { type LinkedStaff, ModerationMailRepository, type StaffLink, StaffLinks } from '../staff-mail';
import { linkPage } from './link-page';
import { type MailLanguage, mailLanguage } from './mail-language';
import { sendGone, sendPage } from './mail-page-reply';
import { waitingCommentPage } from './waiting-comment-page';

const parameters = {
  token: { description: 'From the mail.', schema: { type: 'string' } },
} as const;

/** What a button of the page sends. Mail programs send something else, which ends mail. */
const FormSchema = z.object({
  decision: z.enum(['publish', 'reject', 'spam', 'remove']),
  version: z.string().max(100),
});

interface Opened {
  link: StaffLink;
  staff: LinkedStaff;
  language: MailLanguage;
}

/** Where the links in mails to staff lead. Opening one changes nothing: mail scanners open all of them. A button does. */
@Controller('mail/staff')
export class StaffLinksController {
  constructor(
    private readonly links: StaffLinks,
    private readonly moderation: ModerationMailRepository,
    private readonly queue: QueueRepository,
    private readonly decisions: DecisionsService,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Operation({
    ...{ id: 'openStaffMailLink', tag: 'Staff', parameters },
    summary:
      'The page that a link of a mail to staff leads to, with buttons. A page with status 404 where the link is too old, or its owner has no role any more.',
    access: 'anonymous',
    limit: 'read',
    answer: { status: 200, mediaType: 'text/html' },
    problems: ['not-found'],
  })
  @Get(':token')
  async open(
    @Param('token') token: string,
    @Res() reply: FastifyReply,
    @Headers('accept-language') languages = '',
  ): Promise<void> {
    const opened = await this.read(token);
    if (!opened) return sendGone(reply, languages, 'goneStaff');
    await sendPage(reply, opened.link.purpose === 'end' ? endPage(opened, false) : await this.commentPage(opened));
  }

  @Operation({
    ...{ id: 'followStaffMailLink', tag: 'Staff', parameters },
    summary:
      'Decides about the comment of the link, or ends mail about comments. One click of a mail program (RFC 8058) is enough to end it.',
    access: 'anonymous',
    limit: 'edit',
    answer: { status: 200, mediaType: 'text/html' },
    problems: ['not-found'],
  })
  @Post(':token')
  @HttpCode(200)
  async follow(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Headers('accept-language') languages = '',
  ): Promise<void> {
    const opened = await this.read(token);
    if (!opened) return sendGone(reply, languages, 'goneStaff');
    const { link, staff } = opened;
    if (link.purpose === 'end') {
      await this.moderation.end(staff.id);
      return sendPage(reply, endPage(opened, true));
    }
    const form = FormSchema.safeParse(request.body);
    if (!form.success) return sendPage(reply, await this.commentPage(opened));
    const { decision, version } = form.data;
    const { siteId, commentId } = link;
    const principal: StaffPrincipal = {
      ...{ kind: 'staff', id: staff.id, name: staff.name, roles: [{ site: siteId, role: staff.role }] },
      session: { id: staff.id, kind: 'mail' },
    };
    const { results } = await this.decisions.decide(
      siteId,
      { decision, comments: [commentId], versions: { [commentId]: version } },
      { principal, key: null },
    );
    const isRefused = results.some(({ problem }) => problem);
    await sendPage(reply, await this.commentPage(opened, isRefused ? 'changed' : decision));
  }

  private async read(token: string): Promise<Opened | null> {
    const link = await this.links.read(token);
    const staff = link && (await this.moderation.staffOfLink(link.staffId, link.siteId));
    return link && staff && { link, staff, language: mailLanguage(staff.language) };
  }

  private async commentPage(
    { link, staff, language }: Opened,
    outcome?: Parameters<typeof waitingCommentPage>[1]['outcome'],
  ): Promise<string> {
    if (link.purpose !== 'decide') throw new DomainError('not-found');
    const { siteId, commentId } = link;
    const row = await this.queue.find(siteId, commentId);
    const comment = row?.status === 'deleted' ? null : row;
    const consoleUrl = `${this.config.engagementUrl}/console#/${siteId}/${comment?.status === 'published' ? 'reported' : 'pending'}`;
    return waitingCommentPage(language, { staff, comment, consoleUrl, ...(outcome && { outcome }) });
  }
}

const endPage = ({ staff: { site, email }, language }: Opened, isDone: boolean): string =>
  linkPage(language, { purpose: 'unsubscribe', site, email, isDone });
