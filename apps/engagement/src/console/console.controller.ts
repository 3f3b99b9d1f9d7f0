import { CONFIG, DomainError, Operation, type ServiceConfig, withBasePath } from '@afterword/platform';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BuiltFile, builtFilesOnDemand, builtFolder, sendBuiltFile } from '../built-files';
import { consoleHeaders } from './console-headers';

/** The page names the files of the current build, so browsers ask each time whether it has changed. */
const PAGE_CACHE = 'no-cache';
/** The other files carry a hash of their content in their name. */
const FILE_CACHE = 'public, max-age=31536000, immutable';

/** Serves the console of moderators and operators: one page, its script and its style. It has the same API as everybody. */
@Controller('console')
export class ConsoleController {
  private readonly files: ReturnType<typeof builtFilesOnDemand>;
  private readonly headers: Record<string, string>;

  constructor(@Inject(CONFIG) config: ServiceConfig) {
    this.files = builtFilesOnDemand(builtFolder('console'), (name, file) =>
      name === 'index.html'
        ? new BuiltFile(name, Buffer.from(withBasePath(file.plain.toString(), config.engagementUrl)))
        : file,
    );
    this.headers = consoleHeaders(config.engagementUrl);
  }

  @Operation({
    id: 'console',
    tag: 'Moderation',
    summary: 'The console, as a page.',
    access: 'anonymous',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.headers(this.headers);
    await this.send('index.html', PAGE_CACHE, { request, reply });
  }

  @Operation({
    id: 'consoleFile',
    parameters: { file: { description: 'The name of a file of the console.', schema: { type: 'string' } } },
    tag: 'Moderation',
    summary: 'The console’s script, its style, or a source map.',
    access: 'anonymous',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/javascript' },
    problems: ['not-found'],
  })
  @Get(':file')
  async file(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (file === 'index.html') throw new DomainError('not-found');
    await this.send(file, FILE_CACHE, { request, reply });
  }

  private async send(name: string, cacheControl: string, http: { request: FastifyRequest; reply: FastifyReply }) {
    const files = this.files();
    const file = files.get(name);
    if (!file) throw new DomainError('not-found');
    const sourceMap = files.has(`${name}.map`) ? `${name}.map` : undefined;
    await sendBuiltFile(http.request, http.reply, { file, cacheControl, sourceMap });
  }
}
