import { Module } from '@nestjs/common';
import { AvatarsController } from './avatars.controller';
import { Avatars } from './avatars.service';

@Module({ controllers: [AvatarsController], providers: [Avatars], exports: [Avatars] })
export class AvatarsModule {}
