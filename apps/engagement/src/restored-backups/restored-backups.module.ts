import { Module } from '@nestjs/common';
import { RestoredBackups } from './restored-backups';

@Module({ providers: [RestoredBackups], exports: [RestoredBackups] })
export class RestoredBackupsModule {}
