import { CleanupModule, RelayLoopsModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles';
import { ImageMender } from './image-mender';
import { ImagesController } from './images.controller';
import { ImagesRepository } from './images.repository';

/** Stores images; the command line needs no more. */
@Module({ imports: [CleanupModule], providers: [ImagesRepository], exports: [ImagesRepository] })
export class ImagesStoreModule {}

/** Serves images. */
@Module({ imports: [ImagesStoreModule], controllers: [ImagesController] })
export class ImagesModule {}

/** Writes images of earlier versions anew. */
@Module({ imports: [ImagesStoreModule, ArticlesModule, RelayLoopsModule], providers: [ImageMender] })
export class ImageMendingModule {}
