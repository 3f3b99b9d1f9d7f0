import { type DomainError, ProblemFilter } from '@afterword/platform';
import { Catch, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { h } from 'preact';
import { MessagePage } from './message-page';
import { renderPage } from './render';

const MESSAGES: Record<number, { title: string; text: string }> = {
  404: { title: 'Not found', text: 'There is nothing at this address. It may have been taken back.' },
  429: { title: 'A little slower', text: 'That was a lot in a short time. Wait a minute, then go on.' },
  503: { title: 'Back in a moment', text: 'This page cannot be shown right now. Try again in a moment.' },
};
const OTHER = { title: 'That did not work', text: 'The address is not one of ours, or something went wrong.' };

/** A reader gets a page; a program that misses a route of the API gets a problem. */
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
