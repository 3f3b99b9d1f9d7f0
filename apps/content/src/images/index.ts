export { ImageEntity, imagePath, type ImageType } from './image.entity';
export { ImageMendingModule, ImagesModule, ImagesStoreModule } from './images.module';
export { ImagesRepository, type StoredImage } from './images.repository';
export { processImage, readImage, type ReadImage } from './picture-processing';
