import { Injectable } from '@nestjs/common';
import { histogram } from '../telemetry/metrics';
import { GroupCommit, type GroupCommitOptions } from './group-commit';

const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** Makes the service's group commits, measures them, and lets them end with the service. */
@Injectable()
export class GroupCommits {
  private readonly commits: { close(): Promise<void> }[] = [];
  private readonly sizes = histogram('afterword_group_commit_commands', 'Commands in a flush', SIZES, ['name']);
  private readonly waits = histogram(
    'afterword_group_commit_wait_seconds',
    'How long the oldest command of a flush waited for it',
    SECONDS,
    ['name'],
  );
  private readonly flushes = histogram('afterword_group_commit_flush_seconds', 'How long a flush took', SECONDS, [
    'name',
  ]);

  create<Command, Result>(options: GroupCommitOptions<Command, Result>): GroupCommit<Command, Result> {
    const { name } = options;
    const commit = new GroupCommit<Command, Result>({
      ...options,
      onFlush: ({ size, waitedMs, tookMs }) => {
        this.sizes.observe({ name }, size);
        this.waits.observe({ name }, waitedMs / 1_000);
        this.flushes.observe({ name }, tookMs / 1_000);
      },
    });
    this.commits.push(commit);
    return commit;
  }

  /** Takes no more commands, and resolves when those taken are flushed. */
  async close(): Promise<void> {
    await Promise.all(this.commits.map((commit) => commit.close()));
  }
}
