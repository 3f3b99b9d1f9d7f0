import { createHash } from 'node:crypto';
import { LIMITS } from '@afterword/contracts';
import { imageSize } from 'image-size';
import { IMAGE_TYPES, type ImageEntity, type ImageType } from './image.entity';

export type ReadImage = Omit<ImageEntity, 'createdAt'>;

/** What its name promises does not matter: the bytes say what it is. @returns what is wrong with it, or the picture */
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

/** Upright: a photograph may be stored lying on its side. */
function sizeOf(bytes: Buffer): { type: string | undefined; width: number; height: number } | null {
  try {
    const { type, width, height, orientation = 1 } = imageSize(bytes);
    return orientation > 4 ? { type, width: height, height: width } : { type, width, height };
  } catch {
    return null;
  }
}
