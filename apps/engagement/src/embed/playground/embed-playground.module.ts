import { Module } from '@nestjs/common';
import { EmbedModule } from '..';
import { EmbedPlaygroundController } from './embed-playground.controller';

@Module({ imports: [EmbedModule], controllers: [EmbedPlaygroundController] })
export class EmbedPlaygroundModule {}
