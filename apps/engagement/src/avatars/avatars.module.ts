import { CleanupModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { AvatarPictures } from './avatar-pictures.service';
import { AvatarsController } from './avatars.controller';
import { Avatars } from './avatars.service';
import { PictureFetcher } from './picture-fetcher';

@Module({
  imports: [CleanupModule],
  controllers: [AvatarsController],
  providers: [AvatarPictures, Avatars, PictureFetcher],
  exports: [Avatars],
})
export class AvatarsModule {}
