import { DomainError, Operation, sendCacheable } from '@afterword/platform';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { drawAvatar, isAvatarKey } from './avatar';

/** The URL determines the picture, so the response never changes. */
const CACHE = 'public, max-age=31536000, immutable';

/** Generated pictures for readers without one of their own. They are public and do not depend on who requests them. */
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
      // An SVG that is opened on its own is a document; the policy keeps it from running scripts and loading anything.
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('x-content-type-options', 'nosniff');
    await sendCacheable(request, reply, { body: drawAvatar(key), contentType: 'image/svg+xml', cacheControl: CACHE });
  }
}
