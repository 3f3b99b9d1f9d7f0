import { basename } from 'node:path';
import { DomainError, Operation } from '@afterword/platform';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendBuiltFile } from '../built-files';
import { WidgetFiles } from './widget-files';

/** `embed.js` keeps its name, so browsers ask again after this long; a CDN may serve the old one while it asks. */
const ENTRY_CACHE = 'public, max-age=300, stale-while-revalidate=86400';
/** The other files carry a hash of their content in their name. */
const CHUNK_CACHE = 'public, max-age=31536000, immutable';

/** It belongs to a page that is made anew with each build. */
const PLAYGROUND_CACHE = 'no-cache';

/** Serves the widget. Every origin may read it: it is the script that publishers embed. */
@Controller()
export class EmbedController {
  constructor(private readonly files: WidgetFiles) {}

  @Operation({
    id: 'embed',
    tag: 'Widget',
    summary: 'The widget.',
    access: 'anonymous',
    everyOrigin: true,
    cacheable: true,
    answer: { status: 200, mediaType: 'text/javascript' },
  })
  @Get('embed.js')
  async entry(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send('embed.js', ENTRY_CACHE, { request, reply });
  }

  @Operation({
    id: 'embedMap',
    tag: 'Widget',
    summary: 'The widget’s source map.',
    access: 'anonymous',
    everyOrigin: true,
    cacheable: true,
    answer: { status: 200, mediaType: 'application/json' },
    problems: ['not-found'],
  })
  @Get('embed.js.map')
  async map(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send('embed.js.map', ENTRY_CACHE, { request, reply });
  }

  @Operation({
    id: 'embedFile',
    parameters: { file: { description: 'The name of a file of the widget.', schema: { type: 'string' } } },
    tag: 'Widget',
    summary: 'A file that the widget loads on use.',
    access: 'anonymous',
    everyOrigin: true,
    cacheable: true,
    answer: { status: 200, mediaType: 'text/javascript' },
    problems: ['not-found'],
  })
  @Get('embed/:file')
  async file(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send(`embed/${file}`, CHUNK_CACHE, { request, reply });
  }

  /** The script of the page `/embed/playground`. */
  @Operation({
    id: 'embedPlaygroundScript',
    tag: 'Widget',
    summary: 'The playground’s script.',
    access: 'anonymous',
    everyOrigin: true,
    cacheable: true,
    answer: { status: 200, mediaType: 'text/javascript' },
    problems: ['not-found'],
  })
  @Get('embed/playground.js')
  async playground(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send('playground.js', PLAYGROUND_CACHE, { request, reply });
  }

  private async send(path: string, cacheControl: string, http: { request: FastifyRequest; reply: FastifyReply }) {
    const file = await this.files.find(path);
    if (!file) throw new DomainError('not-found');
    await sendBuiltFile(http.request, http.reply, {
      file,
      cacheControl,
      sourceMap: this.files.has(`${path}.map`) ? `${basename(path)}.map` : undefined,
    });
  }
}
