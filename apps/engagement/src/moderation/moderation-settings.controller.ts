import {
  type ModerationSettings,
  ModerationSettingsSchema,
  type UpdateModerationSettings,
  UpdateModerationSettingsSchema,
} from '@afterword/contracts';
import { CurrentPrincipal, Operation, type Principal } from '@afterword/platform';
import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ModerationSettingsService } from './settings.service';

@Controller('v1/sites/:site/moderation/settings')
export class ModerationSettingsController {
  constructor(private readonly settings: ModerationSettingsService) {}

  @Operation({
    id: 'readModerationSettings',
    tag: 'Moderation',
    summary: 'Returns the moderation settings of a site.',
    access: 'admin',
    answer: { status: 200, schema: ModerationSettingsSchema },
  })
  @Get()
  read(@Param('site') site: string): Promise<ModerationSettings> {
    return this.settings.get(site);
  }

  @Operation({
    id: 'updateModerationSettings',
    tag: 'Moderation',
    summary: 'Changes the moderation settings that are sent, and keeps the others.',
    access: 'admin',
    answer: { status: 200, schema: ModerationSettingsSchema },
  })
  @Patch()
  update(
    @Param('site') site: string,
    @Body({ schema: UpdateModerationSettingsSchema }) change: UpdateModerationSettings,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ModerationSettings> {
    return this.settings.update(site, change, principal);
  }
}
