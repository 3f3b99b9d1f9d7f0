import { PeopleQuerySchema, PeopleSchema } from '@afterword/contracts';
import { CurrentPrincipal, Operation, type Principal, sendJson } from '@afterword/platform';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CommentsService } from '../comments';
import { setOwner } from '../cors';
import { PageKeySchema } from '../pages';
import { SitesService } from '../sites';
import { PeopleService } from './people.service';

const queryParameters = { language: 'The language of `html`, as a BCP 47 tag.' };

@Controller('v1')
export class PeopleController {
  constructor(
    private readonly people: PeopleService,
    private readonly comments: CommentsService,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'listPagePeople',
    tag: 'Pages',
    summary:
      'Lists who reacted to a page, by kind, and who rewarded it: by name those who are named, the others as a number.',
    queryParameters,
    access: 'viewer',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, schema: PeopleSchema },
  })
  @Get('sites/:site/pages/:page/people')
  async ofPage(
    @Param('site') siteId: string,
    @Param('page', { schema: PageKeySchema }) pageKey: string,
    @Query({ schema: PeopleQuerySchema }) { language }: z.infer<typeof PeopleQuerySchema>,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const site = await this.sites.get(siteId);
    const people = await this.people.ofPage(pageKey, { site, principal, language });
    await sendJson(request, reply, people, cacheControlOf(principal));
  }

  @Operation({
    id: 'listCommentPeople',
    tag: 'Comments',
    summary: 'Lists who reacted to a comment and who rewarded it, as for pages.',
    queryParameters,
    access: 'viewer',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, schema: PeopleSchema },
    problems: ['comment-not-found'],
  })
  @Get('comments/:id/people')
  async ofComment(
    @Param('id') id: string,
    @Query({ schema: PeopleQuerySchema }) { language }: z.infer<typeof PeopleQuerySchema>,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const row = await this.comments.findPublished(id, principal);
    setOwner(request, row.siteId);
    const site = await this.sites.get(row.siteId);
    const people = await this.people.ofComment(row, { site, principal, language });
    await sendJson(request, reply, people, cacheControlOf(principal));
  }
}

/** A muted reader sees their own name, which nobody else does. */
const cacheControlOf = (principal: Principal) => (principal.kind === 'anonymous' ? 'no-cache' : 'private, no-cache');
