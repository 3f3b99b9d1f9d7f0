import { Cleanup, CleanupModule, execute } from '@afterword/platform';
import { Module, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AkismetModule } from '../akismet';
import { ModerationLogModule } from '../moderation-log';
import { SitesModule } from '../sites';
import { ExternalCheck } from './external/external-check';
import { ModerationSettingsController } from './moderation-settings.controller';
import { FORGET_FINGERPRINTS } from './moderation.sql';
import { ModerationPipeline } from './pipeline';
import { ModerationSettingsService } from './settings.service';

/** Settings and steps of moderation. What moderators decide is in `decisions`. */
@Module({
  imports: [AkismetModule, CleanupModule, ModerationLogModule, SitesModule],
  controllers: [ModerationSettingsController],
  providers: [ExternalCheck, ModerationPipeline, ModerationSettingsService],
  exports: [ModerationPipeline, ModerationSettingsService],
})
export class ModerationModule implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly cleanup: Cleanup,
  ) {}

  onModuleInit(): void {
    this.cleanup.add({ name: 'fingerprints', run: () => execute(this.dataSource, FORGET_FINGERPRINTS) });
  }
}
