import { IdempotencyModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { AvatarsModule } from '../avatars';
import { CommentsModule } from '../comments';
import { ModerationLogModule } from '../moderation-log';
import { PagesModule } from '../pages';
import { ReadersModule } from '../readers';
import { EraseReader } from './erase-reader.writer';
import { ProfileController } from './profile.controller';
import { ProfileService } from './profile.service';
import { RenameReader } from './rename-reader.writer';
import { ReaderExport } from './reader-export';

@Module({
  imports: [AvatarsModule, PagesModule, ReadersModule, CommentsModule, IdempotencyModule, ModerationLogModule],
  controllers: [ProfileController],
  providers: [ProfileService, ReaderExport, EraseReader, RenameReader],
})
export class ProfileModule {}
