import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { FeedsController } from './feeds.controller';

@Module({ imports: [ArticlesModule], controllers: [FeedsController] })
export class FeedsModule {}
