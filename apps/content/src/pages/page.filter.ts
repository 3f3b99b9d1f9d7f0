import { type DomainError, ProblemFilter } from '@afterword/platform';
import { Catch, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { h } from 'preact';
import { MessagePage } from './message-page';
import { renderPage } from './render';

const MESSAGES: Record<number, { title: string; text: string }> = {
  404: { title: 'Not found', text: 'There is nothing at this address. The article may have been unpublished.' },
  429: { title: 'A little slower', text: 'You sent too many requests in a short time. Wait a minute, then try again.' },
  503: { title: 'Back in a moment', text: 'This page cannot be shown right now. Try again in a moment.' },
};
const OTHER = { title: 'That did not work', text: 'The address is not valid, or something went wrong on our side.' };

/** Answers errors with an HTML page, and below `/v1/` with a problem. */
@Catch()
@Injectable()
export class PageFilter extends ProblemFilter {
  protected override send(reply: FastifyReply, error: DomainError): void {
    if (/^\/v\d+\//.test(reply.request.url)) return super.send(reply, error);
    const message = MESSAGES[error.status] ?? OTHER;
    void reply
      .status(error.status)
      .headers({ ...error.headers, 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(renderPage(h(MessagePage, message)));
  }
}
