import { Module } from '@nestjs/common';
import { SnapshotsConsumer } from './snapshots.consumer';
import { SiteSettingsRepository } from './site-settings.repository';
import { SnapshotsRepository } from './snapshots.repository';

@Module({
  providers: [SnapshotsRepository, SiteSettingsRepository],
  exports: [SnapshotsRepository, SiteSettingsRepository],
})
export class SnapshotsModule {}

/** Applies announcements, in the service only: the command line has no queue. */
@Module({ imports: [SnapshotsModule], providers: [SnapshotsConsumer] })
export class SnapshotsLinkModule {}
