import { CleanupModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { ImagesController } from './images.controller';
import { ImagesRepository } from './images.repository';

/** Stores images; the command line needs no more. */
@Module({ imports: [CleanupModule], providers: [ImagesRepository], exports: [ImagesRepository] })
export class ImagesStoreModule {}

/** Serves images. */
@Module({ imports: [ImagesStoreModule], controllers: [ImagesController] })
export class ImagesModule {}
