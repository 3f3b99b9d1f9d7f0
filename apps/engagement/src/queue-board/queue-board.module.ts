import { Module } from '@nestjs/common';
import { EventLogModule } from '../event-log';
import { QueueBoardController } from './queue-board.controller';
import { QueueBoard } from './queue-board.service';

/** The queues, for the operator. */
@Module({
  imports: [EventLogModule],
  controllers: [QueueBoardController],
  providers: [QueueBoard],
})
export class QueueBoardModule {}
