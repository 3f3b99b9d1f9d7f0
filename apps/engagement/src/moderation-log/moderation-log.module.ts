import { RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { LogChain } from './log-chain';
import { LogController } from './log.controller';
import { LogReader } from './log-reader';
import { ModerationLog } from './moderation-log';

/** What was decided on each site, in a chain that shows whether it was changed. */
@Module({
  imports: [RelayLoopsModule],
  controllers: [LogController],
  providers: [LogChain, LogReader, ModerationLog],
  exports: [LogChain, LogReader, ModerationLog],
})
export class ModerationLogModule {}
