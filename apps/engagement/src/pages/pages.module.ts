import { Module } from '@nestjs/common';
import { CountersModule } from '../counters';
import { ReadersModule } from '../readers';
import { PageChanges } from './page-changes';
import { PagesController } from './pages.controller';
import { PagesRepository } from './pages.repository';
import { PagesService } from './pages.service';

@Module({
  imports: [ReadersModule, CountersModule],
  controllers: [PagesController],
  providers: [PagesRepository, PagesService, PageChanges],
  exports: [PagesRepository, PagesService, PageChanges, CountersModule, ReadersModule],
})
export class PagesModule {}
