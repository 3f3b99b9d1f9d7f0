import { type FailedJobList, FailedJobListSchema, type QueueList, QueueListSchema } from '@afterword/contracts';
import { Operation } from '@afterword/platform';
import { Controller, Delete, Get, Header, Param, Post } from '@nestjs/common';
import { QueueBoard } from './queue-board.service';

const queue = { description: 'The name of a queue.', schema: { type: 'string' } } as const;
const job = { description: 'The id of a failed job.', schema: { type: 'string' } } as const;

@Controller('v1/admin/queues')
export class QueueBoardController {
  constructor(private readonly board: QueueBoard) {}

  @Operation({
    id: 'listQueues',
    tag: 'Operator',
    summary: 'Lists the queues between the services and to consumers of events: what waits, and what has failed.',
    access: 'operator',
    answer: { status: 200, schema: QueueListSchema },
  })
  @Get()
  @Header('cache-control', 'no-store')
  async list(): Promise<QueueList> {
    return { items: await this.board.queues(), next: null };
  }

  @Operation({
    id: 'listFailedJobs',
    parameters: { queue },
    tag: 'Operator',
    summary: 'Lists the latest jobs of a queue that have used up their tries, with what they failed with.',
    access: 'operator',
    answer: { status: 200, schema: FailedJobListSchema },
    problems: ['not-found'],
  })
  @Get(':queue/failed')
  @Header('cache-control', 'no-store')
  async failed(@Param('queue') name: string): Promise<FailedJobList> {
    return { items: await this.board.failed(name), next: null };
  }

  @Operation({
    id: 'retryFailedJob',
    parameters: { queue, job },
    tag: 'Operator',
    summary: 'Has a failed job tried again, as often as a new one.',
    access: 'operator',
    answer: { status: 204 },
    problems: ['not-found'],
  })
  @Post(':queue/failed/:job/retry')
  retry(@Param('queue') name: string, @Param('job') id: string): Promise<void> {
    return this.board.retry(name, id);
  }

  @Operation({
    id: 'removeFailedJob',
    parameters: { queue, job },
    tag: 'Operator',
    summary: 'Removes a failed job. What it was about is announced again with its next change.',
    access: 'operator',
    answer: { status: 204 },
    problems: ['not-found'],
  })
  @Delete(':queue/failed/:job')
  remove(@Param('queue') name: string, @Param('job') id: string): Promise<void> {
    return this.board.remove(name, id);
  }
}
