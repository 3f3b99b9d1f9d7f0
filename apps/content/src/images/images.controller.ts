import { DomainError, Operation, sendCacheable } from '@afterword/platform';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ImageType } from './image.entity';
import { ImagesRepository } from './images.repository';

const CONTENT_TYPES: Record<ImageType, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
};

/** What an address names never changes. */
const CACHE_CONTROL = 'public, max-age=31536000, immutable';

@Controller('images')
export class ImagesController {
  constructor(private readonly images: ImagesRepository) {}

  @Operation({
    id: 'image',
    parameters: {
      name: {
        description: 'The name of an image, or of a smaller copy of it.',
        schema: { type: 'string' },
      },
    },
    tag: 'Pages and feeds',
    summary: 'Returns an image of an article.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'image/png' },
    problems: ['not-found'],
  })
  @Get(':name')
  async read(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const image = await this.find(name);
    if (!image) throw new DomainError('not-found');
    // Opened by itself it is a document, which may do nothing.
    void reply.header('content-security-policy', "default-src 'none'; sandbox");
    await sendCacheable(request, reply, {
      body: image.bytes,
      contentType: CONTENT_TYPES[image.type],
      cacheControl: CACHE_CONTROL,
      etag: image.etag,
    });
  }

  /** An image, `{id}.{type}`, or a smaller copy of it, `{id}-{width}.webp`. */
  private async find(name: string): Promise<{ type: ImageType; bytes: Buffer; etag: string } | null> {
    const [, id = '', width, type] = /^([0-9a-f]{32})(?:-([1-9]\d{0,4}))?\.([a-z]+)$/.exec(name) ?? [];
    if (id === '') return null;
    if (width !== undefined) {
      const bytes = type === 'webp' ? await this.images.findCopy(id, Number(width)) : null;
      return bytes && { type: 'webp', bytes, etag: `${id}-${width}` };
    }
    const image = await this.images.find(id);
    // An image that was written anew in place has other bytes than caches may have kept.
    return image?.type === type && image
      ? { type: image.type, bytes: image.bytes, etag: `${id}.${image.pipeline}` }
      : null;
  }
}
