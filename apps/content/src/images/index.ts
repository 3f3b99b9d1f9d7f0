export { ImageEntity, imagePath } from './image.entity';
export { ImagesModule, ImagesStoreModule } from './images.module';
export { ImagesRepository } from './images.repository';
export { readImage, type ReadImage } from './read-image';
