import { Module } from '@nestjs/common';
import { SitesModule } from '../sites';
import { ArchiveRestore } from './archive-restore';
import { SiteArchive } from './site-archive';

@Module({
  imports: [SitesModule],
  providers: [ArchiveRestore, SiteArchive],
  exports: [ArchiveRestore, SiteArchive],
})
export class ExportsModule {}
