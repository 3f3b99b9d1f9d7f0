export { EngagementSnapshotEntity } from './engagement-snapshot.entity';
export { SnapshotsLinkModule, SnapshotsModule } from './snapshots.module';
export { type ShownSettings, SiteSettingsRepository } from './site-settings.repository';
export { NO_SNAPSHOT, type Snapshot, SnapshotsRepository } from './snapshots.repository';
