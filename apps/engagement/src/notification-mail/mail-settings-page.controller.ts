import {
  type NewPushSubscription,
  NewPushSubscriptionSchema,
  notificationKinds,
  SetEmailSchema,
  type SiteLook,
  type StoredPushSubscription,
  StoredPushSubscriptionSchema,
  UpdateNotificationSettingsSchema,
} from '@afterword/contracts';
import { CONFIG, DomainError, Operation, type ReaderIdentity, rowsOf, type ServiceConfig } from '@afterword/platform';
import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { MailPageLinks, NotificationsService } from '../notifications';
import { mailLanguage } from './mail-language';
import { sendGone, sendPage } from './mail-page-reply';
import { ASKED_DEVICES, deviceField, mailSettingsPage } from './mail-settings-page';
import { MailSettingsService } from './mail-settings.service';
import { type PushSection, PUSH_SCRIPT_HASH } from './push-section';
import { PushSubscriptionsService } from './push-subscriptions.service';
import { SITE_OF_READER } from './reader-mail.sql';
import { VapidKey } from './vapid-key';

const parameters = {
  token: { description: 'From the list of notifications, or from a mail.', schema: { type: 'string' } },
} as const;

/** A form sends texts, and nothing for a field that is empty. */
const FormSchema = z.record(z.string(), z.string()).catch({});

/** Where browsers run service workers without https. */
const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

interface Opened {
  reader: Pick<ReaderIdentity, 'siteId' | 'id'>;
  /** Its name. */
  site: string;
  look: SiteLook;
}

/** A page on which readers say what they get mail about and what their devices show: what the API does, for those who have no other form for it. */
@Controller('mail/settings')
export class MailSettingsPageController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly links: MailPageLinks,
    private readonly settings: MailSettingsService,
    private readonly subscriptions: PushSubscriptionsService,
    private readonly vapid: VapidKey,
    private readonly notifications: NotificationsService,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Operation({
    ...{ id: 'openMailSettings', tag: 'Notifications', parameters },
    summary:
      'The page on which a reader sets an address, what mail goes there, and notifications of their devices, and sees what became of what they were told. A page with status 404 where the link is too old.',
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
    const asksMail = notificationKinds.every((kind) => form[kind] !== undefined);
    const asksDevices = form[ASKED_DEVICES] !== undefined;
    // The form asks about one of them at least. Anything else, a program that follows links or one click of a mail program, changes nothing.
    if (!asksMail && !asksDevices) return this.send(reply, opened, null);
    const choices = notificationKinds.map((kind) => [
      kind,
      { ...(asksMail && { mail: form[kind] }), ...(asksDevices && { push: form[deviceField(kind)] !== undefined }) },
    ]);
    const change = UpdateNotificationSettingsSchema.safeParse({ ...Object.fromEntries(choices), timeZone, language });
    const address = email === undefined ? null : SetEmailSchema.safeParse({ email });
    // Only a form that was not ours has anything else that is wrong.
    if (!change.success || (address && !address.success)) return this.send(reply.code(422), opened, 'address');
    const before = await this.settings.update(reader, change.data);
    // Where there is no mail, the form asks for no address: one that was set before stays.
    if (!asksMail || before.mail === 'off') return this.send(reply, opened, 'saved');
    if (!address) await this.settings.forgetEmail(reader);
    else if (address.data.email !== before.email?.address || before.email.status !== 'confirmed') {
      await this.settings.setEmail(reader, { ...address.data, language: before.language }, []);
    }
    await this.send(reply, opened, 'saved');
  }

  @Operation({
    ...{ id: 'turnOnPushes', tag: 'Notifications', parameters },
    summary: 'Tells the reader of the page in a browser, too, from now on. The same browser twice is one.',
    access: 'anonymous',
    limit: 'edit',
    answer: { status: 200, schema: StoredPushSubscriptionSchema },
    problems: ['not-found'],
  })
  @Post(':token/push')
  @HttpCode(200)
  async turnOn(
    @Param('token') token: string,
    @Body({ schema: NewPushSubscriptionSchema }) asked: NewPushSubscription,
    @Headers('accept-language') languages = '',
  ): Promise<StoredPushSubscription> {
    return this.subscriptions.add(await this.readerOf(token), asked, languages);
  }

  @Operation({
    id: 'turnOffPushes',
    parameters: {
      ...parameters,
      subscription: { description: 'The `id` that turning it on gave.', schema: { type: 'string' } },
    },
    tag: 'Notifications',
    summary: 'Tells the reader of the page no more in a browser.',
    access: 'anonymous',
    limit: 'edit',
    answer: { status: 204 },
    problems: ['not-found'],
  })
  @Delete(':token/push/:subscription')
  @HttpCode(204)
  async turnOff(@Param('token') token: string, @Param('subscription') id: string): Promise<void> {
    await this.subscriptions.remove(await this.readerOf(token), id);
  }

  /** @throws DomainError `not-found` where the link is too old */
  private async readerOf(token: string): Promise<Opened['reader']> {
    const opened = await this.read(token);
    if (!opened) throw new DomainError('not-found');
    return opened.reader;
  }

  private async read(token: string): Promise<Opened | null> {
    const reader = await this.links.read(token);
    const [row] = reader
      ? await rowsOf<Pick<Opened, 'site' | 'look'>>(this.dataSource, SITE_OF_READER, [reader.siteId, reader.id])
      : [];
    return reader && row ? { reader, ...row } : null;
  }

  private async send(
    reply: FastifyReply,
    { reader, site, look }: Opened,
    outcome: 'saved' | 'address' | null,
  ): Promise<void> {
    const [settings, push, told] = await Promise.all([
      this.settings.read(reader),
      this.pushSectionFor(reader),
      this.notifications.newest(reader),
    ]);
    const html = mailSettingsPage(mailLanguage(settings.language, look), { site, settings, outcome, push, told });
    await sendPage(reply, html, push && PUSH_SCRIPT_HASH);
  }

  /** Null where browsers would run no service worker. */
  private async pushSectionFor(reader: Opened['reader']): Promise<PushSection | null> {
    const { protocol, hostname } = new URL(this.config.engagementUrl);
    if (protocol !== 'https:' && !LOCAL_HOSTS.has(hostname)) return null;
    const [key, known] = await Promise.all([this.vapid.publicKey(), this.subscriptions.of(reader)]);
    return { key, known };
  }
}
