import { SetEmailSchema, UpdateNotificationSettingsSchema } from '@afterword/contracts';
import { Operation, type ReaderIdentity, rowsOf } from '@afterword/platform';
import { Controller, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { MailPageLinks } from '../notifications';
import { mailLanguage } from './mail-language';
import { sendGone, sendPage } from './mail-page-reply';
import { MAIL_KINDS, mailSettingsPage } from './mail-settings-page';
import { MailSettingsService } from './mail-settings.service';
import { SITE_OF_READER } from './reader-mail.sql';

const parameters = {
  token: { description: 'From the list of notifications, or from a mail.', schema: { type: 'string' } },
} as const;

/** A form sends texts, and nothing for a field that is empty. */
const FormSchema = z.record(z.string(), z.string()).catch({});

interface Opened {
  reader: Pick<ReaderIdentity, 'siteId' | 'id'>;
  site: string;
}

/** A page on which readers say what they get mail about: what the API does, for those who have no other form for it. */
@Controller('mail/settings')
export class MailSettingsPageController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly links: MailPageLinks,
    private readonly settings: MailSettingsService,
  ) {}

  @Operation({
    ...{ id: 'openMailSettings', tag: 'Notifications', parameters },
    summary:
      'The page on which a reader sets an address and what mail goes there. A page with status 404 where the link is too old.',
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
    if (!opened) return sendGone(reply, languages, 'goneSettings');
    await this.send(reply, opened, null);
  }

  @Operation({
    ...{ id: 'saveMailSettings', tag: 'Notifications', parameters },
    summary: 'Saves what the page’s form says. A new address gets a mail with a link; an empty one is forgotten.',
    access: 'anonymous',
    limit: 'edit',
    answer: { status: 200, mediaType: 'text/html' },
    problems: ['not-found'],
  })
  @Post(':token')
  @HttpCode(200)
  async save(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Headers('accept-language') languages = '',
  ): Promise<void> {
    const opened = await this.read(token);
    if (!opened) return sendGone(reply, languages, 'goneSettings');
    const { reader } = opened;
    const { email, timeZone, language, ...form } = FormSchema.parse(request.body);
    const choices = MAIL_KINDS.flatMap((kind) =>
      form[kind] === undefined ? [] : [[kind, { mail: form[kind] }] as const],
    );
    // The form has all of them. Anything else, a program that follows links or one click of a mail program, changes nothing.
    if (choices.length < MAIL_KINDS.length) return this.send(reply, opened, null);
    const change = UpdateNotificationSettingsSchema.safeParse({ ...Object.fromEntries(choices), timeZone, language });
    const address = email === undefined ? null : SetEmailSchema.safeParse({ email });
    // Only a form that was not ours has anything else that is wrong.
    if (!change.success || (address && !address.success)) return this.send(reply.code(422), opened, 'address');
    const before = await this.settings.update(reader, change.data);
    if (!address) await this.settings.forgetEmail(reader);
    else if (address.data.email !== before.email?.address || before.email.status !== 'confirmed') {
      await this.settings.setEmail(reader, { ...address.data, language: before.language }, []);
    }
    await this.send(reply, opened, 'saved');
  }

  private async read(token: string): Promise<Opened | null> {
    const reader = await this.links.read(token);
    const [row] = reader
      ? await rowsOf<{ site: string }>(this.dataSource, SITE_OF_READER, [reader.siteId, reader.id])
      : [];
    return reader && row ? { reader, site: row.site } : null;
  }

  private async send(
    reply: FastifyReply,
    { reader, site }: Opened,
    outcome: 'saved' | 'address' | null,
  ): Promise<void> {
    const settings = await this.settings.read(reader);
    await sendPage(reply, mailSettingsPage(mailLanguage(settings.language), { site, settings, outcome }));
  }
}
