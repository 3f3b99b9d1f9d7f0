import { LIMITS } from '@afterword/contracts';
import { DomainError, Operation, rowsOf } from '@afterword/platform';
import { Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyReply } from 'fastify';
import type { DataSource } from 'typeorm';
import { linkPage } from './link-page';
import { mailLanguage } from './mail-language';
import { sendGone, sendPage } from './mail-page-reply';
import { CONFIRM_ADDRESS, END_MAIL, READER_OF_LINK } from './reader-mail.sql';

const PURPOSES = ['confirm', 'unsubscribe'] as const;
type Purpose = (typeof PURPOSES)[number];

const parameters = {
  purpose: { description: 'What the link is for.', schema: { type: 'string', enum: [...PURPOSES] } },
  token: { description: 'From the mail.', schema: { type: 'string' } },
} as const;

interface Link {
  /** The site's name. */
  site: string;
  email: string | null;
  language: string;
  isDone: boolean;
}

/** Where the links in mails lead. Opening one changes nothing: mail scanners open all of them. A button does. */
@Controller('mail')
export class MailLinksController {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  @Operation({
    ...{ id: 'openMailLink', tag: 'Notifications', parameters },
    summary:
      'The page that a link of a mail leads to, with a button. A page with status 404 where the link is too old.',
    access: 'anonymous',
    limit: 'read',
    answer: { status: 200, mediaType: 'text/html' },
    problems: ['not-found'],
  })
  @Get(':purpose/:token')
  async open(
    @Param('purpose') name: string,
    @Param('token') token: string,
    @Res() reply: FastifyReply,
    @Headers('accept-language') languages = '',
  ): Promise<void> {
    const purpose = purposeOf(name);
    const link = await this.linkOf(purpose, token);
    if (!link) return sendGone(reply, languages);
    await sendPage(reply, linkPage(mailLanguage(link.language), { purpose, ...link }));
  }

  /** The button, and what mail programs do by themselves when somebody presses their own "Unsubscribe" (RFC 8058). */
  @Operation({
    ...{ id: 'followMailLink', tag: 'Notifications', parameters },
    summary: 'Confirms the address, or ends all mail to the reader. One click of a mail program (RFC 8058) is enough.',
    access: 'anonymous',
    limit: 'edit',
    answer: { status: 200, mediaType: 'text/html' },
    problems: ['not-found'],
  })
  @Post(':purpose/:token')
  @HttpCode(200)
  async follow(
    @Param('purpose') name: string,
    @Param('token') token: string,
    @Res() reply: FastifyReply,
    @Headers('accept-language') languages = '',
  ): Promise<void> {
    const purpose = purposeOf(name);
    const link = await this.linkOf(purpose, token);
    const done = link && (await this.act(purpose, token));
    if (!link || !done) return sendGone(reply, languages);
    await sendPage(reply, linkPage(mailLanguage(link.language), { purpose, ...link, isDone: true }));
  }

  private async linkOf(purpose: Purpose, token: string): Promise<Link | null> {
    const [link] = await rowsOf<Link>(this.dataSource, READER_OF_LINK, [purpose, token, LIMITS.confirmationDays]);
    return link ?? null;
  }

  private async act(purpose: Purpose, token: string): Promise<boolean> {
    const rows =
      purpose === 'confirm'
        ? await rowsOf(this.dataSource, CONFIRM_ADDRESS, [token, LIMITS.confirmationDays])
        : await rowsOf(this.dataSource, END_MAIL, [token]);
    return rows.length > 0;
  }
}

/** @throws DomainError `not-found` */
function purposeOf(name: string): Purpose {
  const purpose = PURPOSES.find((one) => one === name);
  if (!purpose) throw new DomainError('not-found');
  return purpose;
}
