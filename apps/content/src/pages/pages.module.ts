import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { SnapshotsModule } from '../snapshots';
import { PageRenderer } from './page-renderer';
import { PagesController } from './pages.controller';

@Module({
  imports: [ArticlesModule, SnapshotsModule],
  controllers: [PagesController],
  providers: [PageRenderer],
  exports: [PageRenderer],
})
export class PagesModule {}
