import { Module } from '@nestjs/common';
import { PageCacheModule } from '../page-cache';
import { ReaderRestrictionModule } from '../reader-restriction';
import { SitesModule } from '../sites';
import { CountersController } from './counters.controller';
import { CountersRepository } from './counters.repository';
import { CountersService } from './counters.service';

@Module({
  imports: [SitesModule, PageCacheModule, ReaderRestrictionModule],
  controllers: [CountersController],
  providers: [CountersRepository, CountersService],
  exports: [CountersRepository],
})
export class CountersModule {}
