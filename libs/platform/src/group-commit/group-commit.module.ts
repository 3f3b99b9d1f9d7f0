import { Global, Module } from '@nestjs/common';
import { GroupCommits } from './group-commits';

@Global()
@Module({ providers: [GroupCommits], exports: [GroupCommits] })
export class GroupCommitModule {}
