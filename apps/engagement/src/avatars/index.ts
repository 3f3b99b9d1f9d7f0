export { Avatars } from './avatars.service';
export { AvatarsModule } from './avatars.module';
export { PictureFetcher } from './picture-fetcher';
