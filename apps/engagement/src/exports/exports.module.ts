import { Module } from '@nestjs/common';
import { ModerationLogModule } from '../moderation-log';
import { SitesModule } from '../sites';
import { ArchiveRestore } from './archive-restore';
import { ExportsController } from './exports.controller';
import { SiteArchive } from './site-archive';
import { SiteDownloads } from './site-downloads';

@Module({
  imports: [ModerationLogModule, SitesModule],
  controllers: [ExportsController],
  providers: [ArchiveRestore, SiteArchive, SiteDownloads],
  exports: [ArchiveRestore, SiteArchive],
})
export class ExportsModule {}
