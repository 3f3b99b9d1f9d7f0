import { Module } from '@nestjs/common';
import { SitesModule } from '../sites';
import { CountersController } from './counters.controller';
import { CountersRepository } from './counters.repository';

@Module({
  imports: [SitesModule],
  controllers: [CountersController],
  providers: [CountersRepository],
  exports: [CountersRepository],
})
export class CountersModule {}
