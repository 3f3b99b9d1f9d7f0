import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { ShownChangesModule } from '../shown-changes';
import { PageRenderer } from './page-renderer';
import { PagesController } from './pages.controller';

@Module({
  imports: [ArticlesModule, ShownChangesModule],
  controllers: [PagesController],
  providers: [PageRenderer],
  exports: [PageRenderer],
})
export class PagesModule {}
