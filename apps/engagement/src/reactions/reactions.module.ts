import { Module } from '@nestjs/common';
import { PagesModule } from '../pages';
import { ApplyReactions } from './apply-reactions.writer';
import { PageReactionsController } from './page-reactions.controller';
import { ReactionsRepository } from './reactions.repository';
import { ReactionsService } from './reactions.service';

@Module({
  imports: [PagesModule],
  controllers: [PageReactionsController],
  providers: [ApplyReactions, ReactionsRepository, ReactionsService],
  exports: [ReactionsRepository, ReactionsService],
})
export class ReactionsModule {}
