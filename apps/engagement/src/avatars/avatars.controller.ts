import { DomainError, isHeadOrPrefetch, Operation, sendCacheable } from '@afterword/platform';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { askedPicture, drawAvatar, isAvatarKey } from './avatar';
import { AvatarPictures, type AskedPicture } from './avatar-pictures.service';

/** The URL determines the drawing, so the response never changes. */
const CACHE = 'public, max-age=31536000, immutable';

/** A picture goes with its reader, and follows its source. */
const PICTURE_CACHE = 'public, max-age=86400';

/** How long browsers and proxies take it that a picture is not to be had. */
const MISSING_CACHE = 'public, max-age=300';

/** The body of a picture that is not to be had: browsers show it whatever the status, so that the initials below stay to be seen. */
const NOTHING = '<svg xmlns="http://www.w3.org/2000/svg"/>';

const SVG = 'image/svg+xml';

/** Readers' pictures: those of their sites, and generated ones. They are public and do not depend on who requests them. */
@Controller('avatars')
export class AvatarsController {
  constructor(private readonly pictures: AvatarPictures) {}

  @Operation({
    id: 'drawAvatar',
    parameters: {
      avatar: {
        description:
          'Twelve hexadecimal digits and `.svg`, or a reader, the version of their picture and `.webp`, as `avatarUrl` names them.',
        schema: { type: 'string' },
      },
    },
    tag: 'Readers',
    summary:
      "Returns a reader's avatar: the picture of their site, or a generated one. Where the picture cannot be loaded, 404 with an empty image.",
    access: 'anonymous',
    limit: 'read',
    everyOrigin: true,
    cacheable: true,
    answer: { status: 200, mediaType: SVG },
    problems: ['not-found'],
  })
  @Get(':avatar')
  async draw(
    @Param('avatar') avatar: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const key = avatar.endsWith('.svg') ? avatar.slice(0, -'.svg'.length) : '';
    const picture = askedPicture(avatar);
    if (!picture && !isAvatarKey(key)) throw new DomainError('not-found');
    void reply
      // An SVG that is opened on its own is a document; the policy keeps it from running scripts and loading anything.
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('x-content-type-options', 'nosniff');
    if (picture) return this.sendPicture(picture, request, reply);
    await sendCacheable(request, reply, { body: drawAvatar(key), contentType: SVG, cacheControl: CACHE });
  }

  private async sendPicture(asked: AskedPicture, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const body = await this.pictures.find(asked, { mayLoad: !isHeadOrPrefetch(request) });
    if (body) {
      await sendCacheable(request, reply, { body, contentType: 'image/webp', cacheControl: PICTURE_CACHE });
      return;
    }
    await reply.status(404).header('cache-control', MISSING_CACHE).type(SVG).send(NOTHING);
  }
}
