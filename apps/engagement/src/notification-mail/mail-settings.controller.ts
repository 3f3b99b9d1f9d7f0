import {
  type NotificationSettings,
  NotificationSettingsSchema,
  type SetEmail,
  SetEmailSchema,
  type UpdateNotificationSettings,
  UpdateNotificationSettingsSchema,
} from '@afterword/contracts';
import { CurrentReader, Operation, type ReaderPrincipal } from '@afterword/platform';
import { Body, Controller, Delete, Get, Header, Headers, HttpCode, Patch, Put } from '@nestjs/common';
import { wantedLanguages } from './mail-language';
import { MailSettingsService } from './mail-settings.service';

@Controller('v1/me')
export class MailSettingsController {
  constructor(private readonly settings: MailSettingsService) {}

  @Operation({
    id: 'readNotificationSettings',
    tag: 'Notifications',
    summary: 'Returns what the reader gets mail about, when, and where.',
    access: 'reader',
    limit: 'read',
    answer: { status: 200, schema: NotificationSettingsSchema },
  })
  @Get('notification-settings')
  @Header('cache-control', 'private, no-store')
  read(@CurrentReader() { reader }: ReaderPrincipal): Promise<NotificationSettings> {
    return this.settings.read(reader);
  }

  @Operation({
    id: 'updateNotificationSettings',
    tag: 'Notifications',
    summary: 'Sets what the reader gets mail about, and when. What is left out stays as it is.',
    access: 'reader',
    limit: 'edit',
    answer: { status: 200, schema: NotificationSettingsSchema },
  })
  @Patch('notification-settings')
  update(
    @Body({ schema: UpdateNotificationSettingsSchema }) change: UpdateNotificationSettings,
    @CurrentReader() { reader }: ReaderPrincipal,
  ): Promise<NotificationSettings> {
    return this.settings.update(reader, change);
  }

  @Operation({
    id: 'setMyEmail',
    tag: 'Notifications',
    summary: "Sets the reader's address, and sends a link there. Nothing else is sent before it is followed.",
    access: 'reader',
    limit: 'account',
    answer: { status: 202, schema: NotificationSettingsSchema },
    problems: ['mail-off'],
  })
  @Put('email')
  @HttpCode(202)
  setEmail(
    @Body({ schema: SetEmailSchema }) email: SetEmail,
    @CurrentReader() { reader }: ReaderPrincipal,
    @Headers('accept-language') languages = '',
  ): Promise<NotificationSettings> {
    return this.settings.setEmail(reader, email, wantedLanguages(languages));
  }

  @Operation({
    id: 'forgetMyEmail',
    tag: 'Notifications',
    summary: "Forgets the reader's address. What waits is not sent.",
    access: 'reader',
    limit: 'edit',
    answer: { status: 204 },
  })
  @Delete('email')
  async forgetEmail(@CurrentReader() { reader }: ReaderPrincipal): Promise<void> {
    await this.settings.forgetEmail(reader);
  }
}
