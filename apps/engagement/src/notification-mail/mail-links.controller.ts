import { DomainError, Operation, rowsOf } from '@afterword/platform';
import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyReply } from 'fastify';
import type { DataSource } from 'typeorm';
import { linkPage } from './link-page';
import { CONFIRM_ADDRESS, END_MAIL, READER_OF_LINK } from './reader-mail.sql';

const PURPOSES = ['confirm', 'unsubscribe'] as const;
type Purpose = (typeof PURPOSES)[number];

const parameters = {
  purpose: { description: 'What the link is for.', schema: { type: 'string', enum: [...PURPOSES] } },
  token: { description: 'From the mail.', schema: { type: 'string' } },
} as const;

/** Where the links in mails lead. Opening one changes nothing: mail scanners open all of them. A button does. */
@Controller('mail')
export class MailLinksController {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  @Operation({
    ...{ id: 'openMailLink', tag: 'Notifications', parameters },
    summary: 'The page that a link of a mail leads to, with a button.',
    access: 'anonymous',
    limit: 'read',
    answer: { status: 200, mediaType: 'text/html' },
    problems: ['not-found'],
  })
  @Get(':purpose/:token')
  async open(@Param('purpose') name: string, @Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const purpose = purposeOf(name);
    const [link] = await rowsOf<{ site: string; email: string | null }>(this.dataSource, READER_OF_LINK, [purpose, token]);
    if (!link) throw new DomainError('not-found');
    await send(reply, linkPage(purpose, { ...link, isDone: false }));
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
  async follow(@Param('purpose') name: string, @Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const purpose = purposeOf(name);
    const [link] = await rowsOf<{ site: string; email: string | null }>(this.dataSource, READER_OF_LINK, [purpose, token]);
    const done = link && (await rowsOf(this.dataSource, purpose === 'confirm' ? CONFIRM_ADDRESS : END_MAIL, [token]));
    if (!link || !done || done.length === 0) throw new DomainError('not-found');
    await send(reply, linkPage(purpose, { ...link, isDone: true }));
  }
}

/** @throws DomainError `not-found` */
function purposeOf(name: string): Purpose {
  const purpose = PURPOSES.find((one) => one === name);
  if (!purpose) throw new DomainError('not-found');
  return purpose;
}

const send = (reply: FastifyReply, html: string) =>
  reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    .type('text/html; charset=utf-8')
    .send(html);
