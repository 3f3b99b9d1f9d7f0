import { randomUUID } from 'node:crypto';
import { type ExternalAnswer, ExternalAnswerSchema, LIMITS } from '@afterword/contracts';
import {
  type CheckedNetwork,
  CheckedPoster,
  CONFIG,
  isPublicAddress,
  resolveAll,
  rowsOf,
  type ServiceConfig,
  trustOf,
  webhookHeaders,
} from '@afterword/platform';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { MODERATION_SECRET } from '../moderation.sql';

/** What the operator's own classifier is asked about. */
export interface ExternalQuestion {
  siteId: string;
  page: string | null;
  comment: { body: string; html: string; isReply: boolean };
  author: { id: string; role: string } | null;
}

/**
 * Asks a service of the site about a text, signed as Standard Webhooks are (https://www.standardwebhooks.com). Whoever sets the address is an
 * admin of one site, not of this machine: only public addresses are asked, and those that the operator allows. An address is checked where
 * the connection is opened, redirects are not followed, and answers are bounded.
 */
@Injectable()
export class ExternalCheck {
  /** Replaced in tests. */
  network: CheckedNetwork;

  private readonly poster = new CheckedPoster(() => this.network, notAllowed);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) config: ServiceConfig,
  ) {
    const isPrivateAllowed = trustOf(config.webhookAllowPrivate);
    this.network = {
      resolve: resolveAll,
      isAllowed: (address) => isPublicAddress(address) || isPrivateAllowed(address),
    };
  }

  /** @throws Error where there is no valid answer within the time */
  async ask(
    question: ExternalQuestion,
    { url, timeoutMs }: { url: string; timeoutMs: number },
  ): Promise<ExternalAnswer> {
    const { siteId, page, comment, author } = question;
    const [row] = await rowsOf<{ secret: string | null }>(this.dataSource, MODERATION_SECRET, [siteId, 'external']);
    if (!row?.secret) throw new Error('The external check has no secret');
    const timestamp = new Date();
    const data = { site: siteId, page, comment, author };
    const body = JSON.stringify({ type: 'comment.check', timestamp: timestamp.toISOString(), data });
    const { status, text } = await this.poster.post(new URL(url), {
      body,
      headers: {
        ...webhookHeaders({ id: `msg_${randomUUID()}`, body, at: timestamp, secrets: [row.secret] }),
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': 'Afterword',
      },
      signal: AbortSignal.timeout(timeoutMs),
      maxBytes: LIMITS.externalAnswerBytes,
    });
    if (status !== 200) throw new Error(`The external check answered ${status}`);
    return ExternalAnswerSchema.parse(JSON.parse(text));
  }
}

function notAllowed(address: string): Error {
  return new Error(`${address} is not on the public internet; see WEBHOOK_ALLOW_PRIVATE`);
}
