import type { Writable } from 'node:stream';
import type { ExportFormat, Site } from '@afterword/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { SiteArchive } from './site-archive';

/**
 * Archives that are sent as they are made, since services store nothing on disk. Each holds a connection and one moment of the database for as
 * long as its reader takes, so a process makes one after the other.
 */
@Injectable()
export class SiteDownloads {
  private readonly logger = new Logger(SiteDownloads.name);
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly archive: SiteArchive) {}

  /** Writes into the body when those before it are done. A body that cannot be whole is destroyed. */
  send({ site, format }: { site: Site; format: ExportFormat }, body: Writable): void {
    this.last = this.last.then(async () => {
      // Nobody waits for it any more.
      if (body.destroyed) return;
      try {
        await this.archive.send({ site, format, withPersonal: false }, () => body);
      } catch (error) {
        body.destroy(error instanceof Error ? error : new Error(String(error)));
        this.logger.warn(`The export of ${site.id} was not finished: ${String(error)}`);
      }
    });
  }
}
