import { createHash } from 'node:crypto';
import { LIMITS } from '@afterword/contracts';
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { IMAGE_TYPES, type ImageType } from './image.entity';

/**
 * Part of the name of every image, so that what one address returns never changes: raise it when an image of the same file would be
 * written with other bytes. Images of an earlier version are written anew (`image-mender.ts`).
 */
export const PIPELINE_VERSION = 1;

/** Widths of the smaller copies, for narrow and for dense screens. Pixels. */
const COPY_WIDTHS = [480, 960, 1_440];

/** Pixels that are held in memory while an image is written, 400 MB of them at most. */
const MOST_PIXELS = LIMITS.imageSide * LIMITS.imageSide;

const QUALITY = { jpg: 90, webp: 85, avif: 65, copy: 80 };

/** An image as its file describes it, with its size as it is shown. */
export interface ReadImage {
  id: string;
  type: ImageType;
  width: number;
  height: number;
  /** The bytes of the file. */
  source: Buffer;
}

/** An image as it is served. */
export interface ProcessedImage {
  id: string;
  type: ImageType;
  width: number;
  height: number;
  bytes: Buffer;
  /** Smaller copies in WebP, the smallest first. */
  copies: { width: number; bytes: Buffer }[];
}

/**
 * Reads the head of an image. Detects the type from the bytes, not from a file name.
 * @returns the image, or the reason why it is refused
 */
export async function readImage(source: Buffer): Promise<ReadImage | string> {
  const metadata = await open(source, { limitInputPixels: false })
    .then((image) => image.metadata())
    .catch(() => null);
  const type = metadata && typeOf(metadata);
  if (!type) return `must be a picture of one of these types: ${IMAGE_TYPES.join(', ')}`;
  const { width, height } = shownSize(metadata);
  if (width < 1 || height < 1 || width > LIMITS.imageSide || height > LIMITS.imageSide) {
    return `must be 1 to ${LIMITS.imageSide} pixels wide and high, not ${width} × ${height}`;
  }
  return { id: imageId(source), type, width, height, source };
}

/** The name of the image of a file: 128 bits of a SHA-256, in hexadecimal. */
const imageId = (source: Buffer): string =>
  createHash('sha256').update(`${PIPELINE_VERSION}:`).update(source).digest('hex').slice(0, 32);

/**
 * Writes an image anew, turned as it is shown and in sRGB: only its pixels are left, without metadata such as the place where a
 * photograph was taken, and without what may follow the image in its file.
 * @returns the image, or the reason why it is refused
 */
export async function processImage({ id, type, source }: ReadImage): Promise<ProcessedImage | string> {
  try {
    const image = await open(source, { animated: true });
    const isAnimated = ((await image.metadata()).pages ?? 1) > 1;
    const upright = isAnimated ? image : image.autoOrient();
    const { data, info } = await written(upright, type).toBuffer({ resolveWithObject: true });
    const height = info.pageHeight ?? info.height;
    const copies = isAnimated ? [] : await copiesOf(source, info.width);
    // A drawing of a few lines may be smaller than its copies.
    return {
      id,
      type,
      width: info.width,
      height,
      bytes: data,
      copies: copies.filter(({ bytes }) => bytes.length < data.length),
    };
  } catch (error) {
    const isTooLarge = String(error).includes('pixel limit');
    return isTooLarge
      ? `must have at most ${MOST_PIXELS} pixels in all its frames`
      : 'cannot be read: its file is damaged';
  }
}

/** Loaded when the first image is read: it takes a quarter of a second, and most processes read none. */
async function open(source: Buffer, options: SharpOptions = {}): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  return sharp(source, { limitInputPixels: MOST_PIXELS, failOn: 'error', ...options });
}

function typeOf({ format, compression }: Metadata): ImageType | null {
  if (format === 'heif') return compression === 'av1' ? 'avif' : null;
  const type = format === 'jpeg' ? 'jpg' : format;
  return IMAGE_TYPES.find((known) => known === type) ?? null;
}

function shownSize({ autoOrient, pageHeight, pages = 1 }: Metadata): { width: number; height: number } {
  const { width, height } = autoOrient;
  return pages > 1 && pageHeight !== undefined ? { width, height: pageHeight } : { width, height };
}

function written(image: Sharp, type: ImageType): Sharp {
  switch (type) {
    case 'jpg':
      return image.jpeg({ quality: QUALITY.jpg });
    case 'png':
      return image.png();
    case 'gif':
      return image.gif();
    case 'webp':
      return image.webp({ quality: QUALITY.webp });
    case 'avif':
      return image.avif({ quality: QUALITY.avif, effort: 1 });
  }
}

async function copiesOf(source: Buffer, width: number): Promise<ProcessedImage['copies']> {
  const copies: ProcessedImage['copies'] = [];
  for (const copyWidth of COPY_WIDTHS.filter((one) => one < width)) {
    const image = (await open(source)).autoOrient().resize({ width: copyWidth });
    copies.push({ width: copyWidth, bytes: await image.webp({ quality: QUALITY.copy }).toBuffer() });
  }
  return copies;
}
