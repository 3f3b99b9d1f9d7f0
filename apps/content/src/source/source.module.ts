import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { SourceController } from './source.controller';

@Module({ imports: [ArticlesModule], controllers: [SourceController] })
export class SourceModule {}
