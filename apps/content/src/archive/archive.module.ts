import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { ArchiveController } from './archive.controller';
import { ArchiveRepository } from './archive.repository';

@Module({ imports: [ArticlesModule], controllers: [ArchiveController], providers: [ArchiveRepository] })
export class ArchiveModule {}
