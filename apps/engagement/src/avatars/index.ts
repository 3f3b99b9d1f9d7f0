export { Avatars } from './avatars.service';
export { AvatarsModule } from './avatars.module';
