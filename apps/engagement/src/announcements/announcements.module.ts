import { RelaysModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments';
import { PagesModule } from '../pages';
import { AnnouncementsRelay } from './announcements.relay';

@Module({
  imports: [PagesModule, CommentsModule, RelaysModule],
  providers: [AnnouncementsRelay],
  exports: [AnnouncementsRelay],
})
export class AnnouncementsModule {}
