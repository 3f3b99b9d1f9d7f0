import { Module } from '@nestjs/common';
import { SitesModule } from '../sites';
import { NumbersController } from './numbers.controller';
import { NumbersService } from './numbers.service';

/** The numbers of moderation. */
@Module({ imports: [SitesModule], controllers: [NumbersController], providers: [NumbersService] })
export class ModerationNumbersModule {}
