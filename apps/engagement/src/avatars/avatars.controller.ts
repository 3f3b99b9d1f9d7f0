import { DomainError, Operation, sendCacheable } from '@afterword/platform';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { drawAvatar, isAvatarKey } from './avatar';

/** The address says all that there is to draw, so the picture never changes. */
const CACHE = 'public, max-age=31536000, immutable';

/** Pictures for readers who have none. Every page may show them, and they say nothing of who asks. */
@Controller('avatars')
export class AvatarsController {
  @Operation({
    id: 'drawAvatar',
    parameters: { avatar: { description: 'Twelve hexadecimal digits and `.svg`.', schema: { type: 'string' } } },
    tag: 'Readers',
    summary: 'Returns the generated avatar of a reader without a picture.',
    access: 'anonymous',
    everyOrigin: true,
    cacheable: true,
    answer: { status: 200, mediaType: 'image/svg+xml' },
    problems: ['not-found'],
  })
  @Get(':avatar')
  async draw(
    @Param('avatar') avatar: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const key = avatar.endsWith('.svg') ? avatar.slice(0, -'.svg'.length) : '';
    if (!isAvatarKey(key)) throw new DomainError('not-found');
    void reply
      // An SVG that is opened by itself is a document: this one may run and load nothing.
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('x-content-type-options', 'nosniff');
    await sendCacheable(request, reply, { body: drawAvatar(key), contentType: 'image/svg+xml', cacheControl: CACHE });
  }
}
