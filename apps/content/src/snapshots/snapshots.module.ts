import { Module } from '@nestjs/common';
import { SnapshotsConsumer } from './snapshots.consumer';
import { SnapshotsRepository } from './snapshots.repository';

@Module({ providers: [SnapshotsRepository], exports: [SnapshotsRepository] })
export class SnapshotsModule {}

/** Takes announcements; only the service has it, the command line reads what is there. */
@Module({ imports: [SnapshotsModule], providers: [SnapshotsConsumer] })
export class SnapshotsLinkModule {}
