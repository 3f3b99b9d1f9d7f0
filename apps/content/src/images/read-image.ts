import { createHash } from 'node:crypto';
import { LIMITS } from '@afterword/contracts';
import { imageSize } from 'image-size';
import { IMAGE_TYPES, type ImageEntity, type ImageType } from './image.entity';

export type ReadImage = Omit<ImageEntity, 'createdAt'>;

/** Detects the type from the bytes, not from a file name. @returns the image, or the reason why it is refused */
export function readImage(bytes: Buffer): ReadImage | string {
  const size = sizeOf(bytes);
  const type = IMAGE_TYPES.find((known) => known === size?.type);
  if (!size || !type) return `must be a picture of one of these types: ${IMAGE_TYPES.join(', ')}`;
  const { width, height } = size;
  if (width < 1 || height < 1 || width > LIMITS.imageSide || height > LIMITS.imageSide) {
    return `must be 1 to ${LIMITS.imageSide} pixels wide and high, not ${width} × ${height}`;
  }
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  return { id, type: type satisfies ImageType, width, height, bytes };
}

/** Width and height as shown: EXIF orientations above 4 are rotated by 90 degrees. */
function sizeOf(bytes: Buffer): { type: string | undefined; width: number; height: number } | null {
  try {
    const { type, width, height, orientation = 1 } = imageSize(bytes);
    return orientation > 4 ? { type, width: height, height: width } : { type, width, height };
  } catch {
    return null;
  }
}
