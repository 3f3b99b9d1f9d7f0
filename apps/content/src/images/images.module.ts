import { Module } from '@nestjs/common';
import { ImagesCleanup } from './images.cleanup';
import { ImagesController } from './images.controller';
import { ImagesRepository } from './images.repository';

/** Keeps pictures; the command line needs no more. */
@Module({ providers: [ImagesRepository], exports: [ImagesRepository] })
export class ImagesStoreModule {}

/** Serves them, and forgets them. */
@Module({ imports: [ImagesStoreModule], controllers: [ImagesController], providers: [ImagesCleanup] })
export class ImagesModule {}
