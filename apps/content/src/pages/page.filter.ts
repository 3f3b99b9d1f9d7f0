import { CONFIG, type DomainError, ProblemFilter, type ServiceConfig } from '@afterword/platform';
import { Catch, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { h } from 'preact';
import { MessagePage, type MessagePageProps } from './message-page';
import { renderPage } from './render';

const MESSAGES: Record<number, MessagePageProps> = {
  404: { title: 'Page not found', text: 'The page may have been moved or removed.', offersSearch: true },
  429: { title: 'Too many requests', text: 'You’re going a bit fast. Try again in a minute.' },
  503: { title: 'Temporarily unavailable', text: 'This page can’t be shown right now. Try again in a moment.' },
};
const OTHER = {
  title: 'Something went wrong',
  text: 'The address may not be valid, or there was an error on the server.',
};

/** Answers errors with an HTML page, and below `/v1/` with a problem. */
@Catch()
@Injectable()
export class PageFilter extends ProblemFilter {
  constructor(@Inject(CONFIG) private readonly config: ServiceConfig) {
    super();
  }

  protected override send(reply: FastifyReply, error: DomainError): void {
    if (/^\/v\d+\//.test(reply.request.url)) return super.send(reply, error);
    const message = MESSAGES[error.status] ?? OTHER;
    void reply
      .status(error.status)
      .headers({ ...error.headers, 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(renderPage(h(MessagePage, message), this.config));
  }
}
