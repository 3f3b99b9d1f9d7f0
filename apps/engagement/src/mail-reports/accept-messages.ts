import { LIMITS, type MailReports } from '@afterword/contracts';
import { DomainError } from '@afterword/platform';
import type { FastifyInstance } from 'fastify';
import { reportsIn } from './mail-report';

const REPORTS_PATH = '/mail/reports/:token';

/** Accepts messages as mail servers have them: what they report becomes the body that a provider would send as JSON. */
export function acceptMessages(fastify: FastifyInstance): void {
  const options = { parseAs: 'buffer', bodyLimit: LIMITS.mailReportBytes } as const;
  fastify.addContentTypeParser('message/rfc822', options, (request, body: Buffer, done) => {
    if (request.routeOptions.url !== REPORTS_PATH) return done(new DomainError('unsupported-media-type'), undefined);
    reportsIn(body).then(
      (reports) => done(null, { reports: reports.slice(0, LIMITS.mailReports) } satisfies MailReports),
      (cause: unknown) => done(new DomainError('malformed-request', { cause }), undefined),
    );
  });
}
