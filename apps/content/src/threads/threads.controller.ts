import { randomUUID } from 'node:crypto';
import { CommentListQuerySchema, commentSorts } from '@afterword/contracts';
import {
  clientOf,
  CONFIG,
  DomainError,
  Operation,
  RateLimits,
  readForm,
  sendCacheable,
  type ServiceConfig,
} from '@afterword/platform';
import { Controller, Get, Inject, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { h, type VNode } from 'preact';
import { z } from 'zod';
import { ArticleMovedError, ArticleReader, type ArticleWithSnapshot, MovedFilter, shownVersion } from '../articles';
import { PageFilter, renderPage } from '../pages';
import { type CommentForm, commentForm, type FormError, isTrapped, validateForm } from './comment-form';
import { type Caller, EngagementApi } from './engagement-api';
import { isOwnForm } from './form-origin';
import { type Posted, PostingService } from './posting.service';
import { refusalOf } from './refusal';
import {
  type About,
  CommentPage,
  CommentsAwayPage,
  MoreCommentsPage,
  NotPostedPage,
  WaitingPage,
} from './thread-pages';

const { cursor } = CommentListQuerySchema.shape;

/** The only route that accepts a form: errors in it are shown on a page, by the controller's own filter. */
export const FORM_ROUTE = '/articles/:slug/comments';

/** Not strict: unknown parameters are ignored, as on other pages. */
export const CommentsQuerySchema = z.object({ sort: z.enum(commentSorts).catch('top'), cursor });
export const CommentQuerySchema = z.object({ cursor });

const FROM_ANOTHER_SITE: FormError = {
  field: null,
  text: 'This form was sent from another site. If you wrote it, post it again from here.',
};
const TRAPPED: FormError = {
  field: null,
  text: 'A field was filled in that should stay empty. Post again if you are not a program.',
};

/** Comments without scripts: more of them, one of them, and a form that posts one. */
@Controller('articles/:slug/comments')
@UseFilters(PageFilter, MovedFilter)
export class ThreadsController {
  constructor(
    private readonly reader: ArticleReader,
    private readonly engagement: EngagementApi,
    private readonly posting: PostingService,
    private readonly limits: RateLimits,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Operation({
    id: 'moreComments',
    queryParameters: { sort: 'The order of comments.' },
    tag: 'Pages and feeds',
    summary: 'Further comments, or comments in another order, as a page.',
    access: 'anonymous',
    limit: 'read',
    cacheable: true,
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get()
  async more(
    @Param('slug') slug: string,
    @Query({ schema: CommentsQuerySchema }) query: z.infer<typeof CommentsQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.reader.published(slug);
    await this.orAway(found, reply, async (about) => {
      const list = await this.engagement.comments(pageOf(found), query, callerOf(request));
      const { closed, authorIds } = found.snapshot.thread;
      await this.sendPage(request, reply, h(MoreCommentsPage, { about, list, sort: query.sort, closed, authorIds }));
    });
  }

  @Operation({
    id: 'waitingCommentPage',
    tag: 'Pages and feeds',
    summary: 'Says that a comment is waiting for a moderator.',
    access: 'anonymous',
    limit: 'read',
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get('waiting')
  async waiting(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const about = this.about(await this.reader.published(slug));
    await this.sendPage(request, reply, h(WaitingPage, { about }));
  }

  @Operation({
    id: 'commentPage',
    parameters: { id: { description: 'The id of a comment.', schema: { type: 'string', format: 'uuid' } } },
    tag: 'Pages and feeds',
    summary: 'A single comment with its context, its replies and a reply form, as a page.',
    access: 'anonymous',
    limit: 'read',
    answer: { status: 200, mediaType: 'text/html' },
  })
  @Get(':id')
  async one(
    @Param('slug') slug: string,
    @Param('id') id: string,
    @Query({ schema: CommentQuerySchema }) query: z.infer<typeof CommentQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.reader.published(slug);
    if (!z.uuid().safeParse(id).success) throw new DomainError('comment-not-found');
    await this.orAway(found, reply, async (about) => {
      const caller = callerOf(request);
      const [context, replies] = await Promise.all([
        this.engagement.context(id, caller),
        this.engagement.replies(id, query.cursor, caller),
      ]);
      const { site, page } = pageOf(found);
      // The comment may have been posted under another key, before its page was merged with this one.
      const isOfArticle = context.site === site && (context.page === page || context.url === about.address);
      if (!isOfArticle) throw new DomainError('comment-not-found');
      const comment = { ...context.comment, replies };
      const { closed, authorIds } = found.snapshot.thread;
      // The nonce makes each answer unique.
      void reply.header('cache-control', 'no-store').type('text/html; charset=utf-8');
      await reply.send(
        renderPage(
          h(CommentPage, { about, context: { ...context, comment }, closed, authorIds, nonce: randomUUID() }),
          this.config,
        ),
      );
    });
  }

  @Operation({
    id: 'postCommentForm',
    tag: 'Pages and feeds',
    summary:
      'Posts a comment from a form: `body`, `name`, `parent`. Leads to where it is shown; a page says what was wrong and keeps the text.',
    access: 'anonymous',
    limit: 'comment',
    // What is too much gets a page that keeps the text.
    limitedByHandler: true,
    answer: { status: 303 },
  })
  @Post()
  async post(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.present(slug);
    const fields = await readForm(request);
    const form = commentForm(fields);
    const refuse = (wrong: FormError, status: number) => this.notPosted(found, reply, { form, wrong, status });
    const invalid = validateForm(form);
    if (!isOwnForm(request, this.config.contentUrl)) return refuse(FROM_ANOTHER_SITE, 403);
    if (isTrapped(fields)) return refuse(TRAPPED, 422);
    if (invalid) return refuse(invalid, 422);
    try {
      const caller = callerOf(request);
      const { client } = caller;
      await this.limits.use('comment', { client, readerId: null }, reply);
      const sender = { client, userAgent: request.headers['user-agent'] ?? '' };
      const posted = await this.posting.post({ ...pageOf(found), slug: found.article.slug, form, sender, caller });
      await reply
        .status(303)
        .header('cache-control', 'no-store')
        .header('location', placeOf(found.article.slug, form, posted))
        .send();
    } catch (error) {
      const wrong = error instanceof DomainError ? refusalOf(error) : null;
      if (!(error instanceof DomainError) || !wrong) throw error;
      void reply.headers(error.headers);
      await refuse(wrong, error.status);
    }
  }

  /** The article by its slug or an alias: a redirect would lose the form. */
  private async present(slug: string): Promise<ArticleWithSnapshot> {
    try {
      return await this.reader.published(slug);
    } catch (error) {
      if (!(error instanceof ArticleMovedError)) throw error;
      return this.reader.published(error.slug);
    }
  }

  /** Shows a page, or a message while engagement cannot be reached. */
  private async orAway(
    found: ArticleWithSnapshot,
    reply: FastifyReply,
    show: (about: About) => Promise<void>,
  ): Promise<void> {
    const about = this.about(found);
    try {
      await show(about);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'unavailable') throw error;
      void reply
        .status(503)
        .headers(error.headers)
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8');
      await reply.send(renderPage(h(CommentsAwayPage, { about }), this.config));
    }
  }

  private async notPosted(
    found: ArticleWithSnapshot,
    reply: FastifyReply,
    { form, wrong, status }: { form: CommentForm; wrong: FormError; status: number },
  ): Promise<void> {
    void reply.status(status).header('cache-control', 'no-store').type('text/html; charset=utf-8');
    await reply.send(
      renderPage(h(NotPostedPage, { about: this.about(found), form, wrong, nonce: randomUUID() }), this.config),
    );
  }

  private async sendPage<Props>(request: FastifyRequest, reply: FastifyReply, page: VNode<Props>): Promise<void> {
    await sendCacheable(request, reply, {
      body: renderPage(page, this.config),
      contentType: 'text/html; charset=utf-8',
      cacheControl: 'no-cache',
    });
  }

  private about({ article, snapshot: { look } }: ArticleWithSnapshot): About {
    const { title, language } = shownVersion(article);
    const address = `${this.config.contentUrl}/articles/${article.slug}`;
    return { slug: article.slug, title, language, address, look };
  }
}

const callerOf = (request: FastifyRequest): Caller => ({ client: clientOf(request), requestId: request.id });

/** The article's page in engagement. */
const pageOf = ({ article }: ArticleWithSnapshot) => ({ site: article.siteId, page: article.pageKey });

/** Where the comment is shown: on the article page, at a URL that no cache has yet, or on its own page. */
function placeOf(slug: string, { version }: CommentForm, { id, place }: Posted): string {
  const article = `/articles/${encodeURIComponent(slug)}`;
  const fragment = `#comment-${id}`;
  if (place === 'held') return `${article}/comments/waiting`;
  if (place === 'own page') return `${article}/comments/${id}${fragment}`;
  const query = new URLSearchParams({ ...(version !== undefined && { version }), comment: id });
  return `${article}?${query.toString()}${fragment}`;
}
