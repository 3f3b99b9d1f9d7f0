import { CleanupModule, IdempotencyModule, RelayLoopsModule } from '@afterword/platform';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ExportsModule } from '../exports';
import { ImportsModule } from '../imports';
import { ModerationLogModule } from '../moderation-log';
import { SitesModule } from '../sites';
import { acceptParts } from './accept-parts';
import { ImportFilesController } from './import-files.controller';
import { ImportFilesRepository } from './import-files.repository';
import { ImportFilesService } from './import-files.service';
import { ImportJobs } from './import-jobs';
import { ImportsController } from './imports.controller';
import { ImportsService } from './imports.service';

/** Imports by the API: files are uploaded, checked and imported by a worker, and imports are taken back. */
@Module({
  imports: [
    CleanupModule,
    ExportsModule,
    IdempotencyModule,
    ImportsModule,
    ModerationLogModule,
    RelayLoopsModule,
    SitesModule,
  ],
  controllers: [ImportFilesController, ImportsController],
  providers: [ImportFilesRepository, ImportFilesService, ImportJobs, ImportsService],
})
export class ImportFilesModule implements OnModuleInit {
  constructor(private readonly http: HttpAdapterHost) {}

  onModuleInit(): void {
    acceptParts(this.http.httpAdapter.getInstance<FastifyInstance>());
  }
}
