import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { PagesModule } from '../pages';
import { EventsController } from './events.controller';
import { EventsService } from './events.service';

@Module({ imports: [PagesModule, CommentsModule], controllers: [EventsController], providers: [EventsService] })
export class EventsModule {}
