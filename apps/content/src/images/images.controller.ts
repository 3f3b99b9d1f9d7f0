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
        description: 'What a picture is called, as the text of an article names it.',
        schema: { type: 'string' },
      },
    },
    tag: 'Pages and feeds',
    summary: 'A picture of an article.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'image/png' },
    problems: ['not-found'],
  })
  @Get(':name')
  async read(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [, id = '', type] = /^([0-9a-f]{32})\.([a-z]+)$/.exec(name) ?? [];
    const image = id === '' ? null : await this.images.find(id);
    if (image?.type !== type || !image) throw new DomainError('not-found');
    // Opened by itself it is a document, which may do nothing.
    void reply.header('content-security-policy', "default-src 'none'; sandbox");
    await sendCacheable(request, reply, {
      body: image.bytes,
      contentType: CONTENT_TYPES[image.type],
      cacheControl: CACHE_CONTROL,
      etag: id,
    });
  }
}
