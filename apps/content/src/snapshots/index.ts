export { EngagementSnapshotEntity } from './engagement-snapshot.entity';
export { SnapshotsLinkModule, SnapshotsModule } from './snapshots.module';
export { type Snapshot, SnapshotsRepository } from './snapshots.repository';
