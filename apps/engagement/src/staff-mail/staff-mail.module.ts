import { CleanupModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { EventLogModule } from '../event-log';
import { InstallationSecretsModule } from '../installation-secrets';
import { ModerationMailRepository } from './moderation-mail.repository';
import { ModerationNews } from './moderation-news';
import { StaffLinks } from './staff-links';
import { StaffMailRepository } from './staff-mail.repository';

/** What staff are told by mail; `notification-mail` writes and sends it. */
@Module({
  imports: [CleanupModule, EventLogModule, InstallationSecretsModule],
  providers: [ModerationMailRepository, ModerationNews, StaffLinks, StaffMailRepository],
  exports: [ModerationMailRepository, StaffLinks, StaffMailRepository],
})
export class StaffMailModule {}
