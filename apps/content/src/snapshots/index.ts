export { EngagementSnapshotEntity } from './engagement-snapshot.entity';
export { SnapshotsLinkModule, SnapshotsModule } from './snapshots.module';
export { NO_SNAPSHOT, type Snapshot, SnapshotsRepository } from './snapshots.repository';
