import type { ModerationSettings } from '@afterword/contracts';
import { rowsOf } from '@afterword/platform';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AkismetClient, type AkismetVerdict } from './akismet-client';
import { AKISMET_PLACE } from './akismet.sql';

export interface AkismetQuestion {
  siteId: string;
  pageKey: string | null;
  reader: { id: string; name?: string | undefined } | null;
  body: string;
  isReply: boolean;
  /** A trial teaches Akismet nothing. */
  isTrial: boolean;
}

/** What Akismet says of a text that somebody is about to publish. */
@Injectable()
export class AkismetCheck {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly client: AkismetClient,
  ) {}

  /** @throws Error where there is no valid answer within the time */
  async ask(
    { siteId, pageKey, reader, body, isReply, isTrial }: AkismetQuestion,
    { blog, timeoutMs }: NonNullable<ModerationSettings['akismet']>,
  ): Promise<AkismetVerdict> {
    const rows = await rowsOf<{ key: string | null; url: string | null }>(this.dataSource, AKISMET_PLACE, [
      siteId,
      pageKey,
    ]);
    const { key = null, url = null } = rows[0] ?? {};
    if (key === null) throw new Error('Akismet has no key');
    const comment = {
      siteId,
      blog,
      reader: reader && { id: reader.id, name: reader.name ?? null },
      body,
      isReply,
      permalink: url,
      createdAt: new Date(),
    };
    return this.client.check(comment, { key, timeoutMs, isTrial });
  }
}
