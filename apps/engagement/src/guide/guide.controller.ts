import { CONFIG, DomainError, Operation, type ServiceConfig, withBasePath } from '@afterword/platform';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BuiltFile, builtFilesOnDemand, builtFolder, sendBuiltFile } from '../built-files';

/** A page is another after an update. */
const PAGE_CACHE = 'public, max-age=300';
/** The other files carry a hash of their content in their name. */
const FILE_CACHE = 'public, max-age=31536000, immutable';

const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

const page = {
  tag: 'Service',
  access: 'anonymous',
  cacheable: true,
  answer: { status: 200, mediaType: 'text/html' },
  problems: ['not-found'],
} as const;

/** Serves the guide: static pages, their style, script and pictures. */
@Controller('docs/guide')
export class GuideController {
  private readonly files: ReturnType<typeof builtFilesOnDemand>;

  constructor(@Inject(CONFIG) { engagementUrl }: ServiceConfig) {
    this.files = builtFilesOnDemand(builtFolder('guide'), (name, file) => withAddress(name, file, engagementUrl));
  }

  @Operation({ id: 'guide', summary: 'The guide to Afterword, as a page.', ...page })
  @Get()
  async front(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.page('index', request, reply);
  }

  @Operation({
    id: 'guidePage',
    parameters: { page: { description: 'The name of a page of the guide.', schema: { type: 'string' } } },
    summary: 'A page of the guide.',
    ...page,
  })
  @Get(':page')
  async one(@Param('page') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (name === 'index') throw new DomainError('not-found');
    await this.page(name, request, reply);
  }

  @Operation({
    id: 'guideFile',
    parameters: { file: { description: 'The name of a file of the guide.', schema: { type: 'string' } } },
    tag: 'Service',
    summary: 'The guide’s style, its script, a picture, or what its search looks through.',
    access: 'anonymous',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/css' },
    problems: ['not-found'],
  })
  @Get('files/:file')
  async file(@Param('file') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send(`files/${name}`, FILE_CACHE, request, reply);
  }

  @Operation({
    id: 'guidePageInFolder',
    parameters: {
      folder: { description: 'A group of pages: `recipes`.', schema: { type: 'string' } },
      page: { description: 'The name of a page of the group.', schema: { type: 'string' } },
    },
    summary: 'A page of a group of the guide.',
    ...page,
  })
  @Get(':folder/:page')
  async inFolder(
    @Param('folder') folder: string,
    @Param('page') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.page(`${folder}/${name}`, request, reply);
  }

  private async page(name: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    void reply.headers(HEADERS);
    await this.send(`${name}.html`, PAGE_CACHE, request, reply);
  }

  private async send(name: string, cacheControl: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const file = this.files().get(name);
    if (!file) throw new DomainError('not-found');
    await sendBuiltFile(request, reply, { file, cacheControl });
  }
}

/** Code that is copied from a page names this installation, and links lead to where it is. */
function withAddress(name: string, file: BuiltFile, engagementUrl: string): BuiltFile {
  if (!name.endsWith('.html')) return file;
  const code = (block: string) => block.replaceAll('ENGAGEMENT_URL', engagementUrl);
  const html = file.plain.toString().replace(/<pre[^]*?<\/pre>/g, code);
  return new BuiltFile(name, Buffer.from(withBasePath(html, engagementUrl)));
}
