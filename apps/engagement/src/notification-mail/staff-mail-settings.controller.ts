import {
  type StaffMailSettings,
  StaffMailSettingsSchema,
  type UpdateStaffMailSettings,
  UpdateStaffMailSettingsSchema,
} from '@afterword/contracts';
import { CurrentStaff, DomainError, Operation, type StaffPrincipal } from '@afterword/platform';
import { Body, Controller, Get, Header, Patch } from '@nestjs/common';
import { ModerationMailRepository, type StaffMailRow } from '../staff-mail';
import { languageOf, MAIL_LANGUAGES } from './mail-language';
import { Mailer } from './mailer';

@Controller('v1/staff/mail-settings')
export class StaffMailSettingsController {
  constructor(
    private readonly moderation: ModerationMailRepository,
    private readonly mailer: Mailer,
  ) {}

  @Operation({
    id: 'readStaffMailSettings',
    tag: 'Staff',
    summary: 'Returns what one gets mail about as a member of staff, and when.',
    access: 'staff',
    answer: { status: 200, schema: StaffMailSettingsSchema },
  })
  @Get()
  @Header('cache-control', 'private, no-store')
  async read(@CurrentStaff() { id }: StaffPrincipal): Promise<StaffMailSettings> {
    return this.toSettings(await this.moderation.settingsOf(id));
  }

  @Operation({
    id: 'updateStaffMailSettings',
    tag: 'Staff',
    summary: 'Sets what one gets mail about as a member of staff, and when. What is left out stays as it is.',
    access: 'staff',
    answer: { status: 200, schema: StaffMailSettingsSchema },
  })
  @Patch()
  async update(
    @Body({ schema: UpdateStaffMailSettingsSchema }) change: UpdateStaffMailSettings,
    @CurrentStaff() { id }: StaffPrincipal,
  ): Promise<StaffMailSettings> {
    const { held, reported, timeZone, language } = change;
    const row = await this.moderation.choose(id, {
      ...(held && { held: held.mail }),
      ...(reported && { reported: reported.mail }),
      ...(timeZone !== undefined && { timeZone }),
      ...(language !== undefined && { language: languageOf(language) }),
    });
    return this.toSettings(row);
  }

  /** @throws DomainError `unauthorized` for somebody who was removed meanwhile */
  private toSettings(row: StaffMailRow | null): StaffMailSettings {
    if (!row) throw new DomainError('unauthorized');
    const { email, held, reported, timeZone, language, stopped } = row;
    return {
      mail: this.mailer.isOn ? 'on' : 'off',
      email: { address: email, status: stopped ?? 'confirmed' },
      ...{ held: { mail: held }, reported: { mail: reported }, timeZone, language },
      languages: Object.keys(MAIL_LANGUAGES),
    };
  }
}
