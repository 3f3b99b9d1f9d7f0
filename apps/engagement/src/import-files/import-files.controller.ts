import {
  type CreateImportFile,
  CreateImportFileSchema,
  type ImportFile,
  type ImportFileList,
  ImportFileListSchema,
  type ImportFileReport,
  ImportFileReportSchema,
  ImportFileSchema,
  type ImportReportQuery,
  ImportReportQuerySchema,
  type UpdateImportFile,
  UpdateImportFileSchema,
} from '@afterword/contracts';
import {
  CurrentPrincipal,
  DomainError,
  type IdempotencyKey,
  Operation,
  type Principal,
  RequestIdempotencyKey,
} from '@afterword/platform';
import { Body, Controller, Delete, Get, Header, Param, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { reportAsHtml } from '../imports';
import { ImportFilesService } from './import-files.service';
import { reportFrom } from './stored-report';

@Controller('v1/sites/:site/import-files')
export class ImportFilesController {
  constructor(private readonly files: ImportFilesService) {}

  @Operation({
    id: 'createImportFile',
    tag: 'Imports',
    summary:
      'Announces an export of another system. Its parts follow; when all are there it is checked, and nothing is written.',
    access: 'admin',
    idempotencyKey: 'optional',
    answer: { status: 201, schema: ImportFileSchema },
    problems: ['too-many-import-files'],
  })
  @Post()
  create(
    @Param('site') site: string,
    @Body({ schema: CreateImportFileSchema }) request: CreateImportFile,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() key: IdempotencyKey | null,
  ): Promise<ImportFile> {
    return this.files.create(site, request, { principal, key });
  }

  @Operation({
    id: 'listImportFiles',
    tag: 'Imports',
    summary: 'Lists the files of other systems that were uploaded, the newest first.',
    access: 'admin',
    answer: { status: 200, schema: ImportFileListSchema },
  })
  @Get()
  @Header('cache-control', 'private, no-store')
  async list(@Param('site') site: string): Promise<ImportFileList> {
    return { items: await this.files.list(site), next: null };
  }

  @Operation({
    id: 'readImportFile',
    tag: 'Imports',
    summary: 'Returns a file with how far its check or its import is.',
    access: 'admin',
    answer: { status: 200, schema: ImportFileSchema },
    problems: ['import-file-not-found'],
  })
  @Get(':id')
  @Header('cache-control', 'private, no-store')
  read(@Param('site') site: string, @Param('id') id: string): Promise<ImportFile> {
    return this.files.get(site, id);
  }

  @Operation({
    id: 'storeImportFilePart',
    tag: 'Imports',
    summary: 'Takes a part of a file. Parts come in any order, and one that is sent again takes its place.',
    access: 'admin',
    bodyMediaType: 'application/octet-stream',
    parameters: {
      part: {
        description: 'Its number, from 0. Every part but the last has `partBytes` bytes.',
        schema: { type: 'integer', minimum: 0 },
      },
    },
    answer: { status: 200, schema: ImportFileSchema },
    problems: ['import-file-not-found', 'invalid-request', 'unsupported-media-type'],
  })
  @Put(':id/parts/:part')
  storePart(
    @Param('site') site: string,
    @Param('id') id: string,
    @Param('part') part: string,
    @Req() { body }: FastifyRequest,
  ): Promise<ImportFile> {
    // Nothing sent is a part of another size, which the service says of a file that there is.
    const bytes = body ?? Buffer.alloc(0);
    if (!Buffer.isBuffer(bytes))
      throw new DomainError('unsupported-media-type', { detail: 'Send the bytes as application/octet-stream.' });
    return this.files.storePart(site, id, part, bytes);
  }

  @Operation({
    id: 'updateImportFile',
    tag: 'Imports',
    summary: 'Changes how a file is read, and checks it again.',
    access: 'admin',
    answer: { status: 200, schema: ImportFileSchema },
    problems: ['import-file-not-found', 'import-not-ready'],
  })
  @Patch(':id')
  update(
    @Param('site') site: string,
    @Param('id') id: string,
    @Body({ schema: UpdateImportFileSchema }) change: UpdateImportFile,
  ): Promise<ImportFile> {
    return this.files.update(site, id, change);
  }

  @Operation({
    id: 'readImportFileReport',
    tag: 'Imports',
    summary: 'Returns what the check found, or what the import did; as HTML a page to look at.',
    access: 'admin',
    queryParameters: { format: '`json` or `html`.' },
    answer: { status: 200, schema: ImportFileReportSchema },
    problems: ['import-file-not-found', 'import-not-ready'],
  })
  @Get(':id/report')
  async report(
    @Param('site') site: string,
    @Param('id') id: string,
    @Query({ schema: ImportReportQuerySchema }) { format }: ImportReportQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const report = await this.files.report(site, id);
    await reply
      .header('cache-control', 'private, no-store')
      .type(format === 'json' ? 'application/json' : 'text/html; charset=utf-8')
      .send(
        format === 'json'
          ? JSON.stringify(report satisfies ImportFileReport)
          : Readable.from(reportAsHtml(reportFrom(report))),
      );
  }

  @Operation({
    id: 'startImport',
    tag: 'Imports',
    summary: 'Imports a file that was checked. One that has failed goes on where it was stopped.',
    access: 'admin',
    answer: { status: 202, schema: ImportFileSchema },
    problems: ['import-file-not-found', 'import-not-ready'],
  })
  @Post(':id/start')
  start(
    @Param('site') site: string,
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ImportFile> {
    return this.files.start(site, id, principal);
  }

  @Operation({
    id: 'deleteImportFile',
    tag: 'Imports',
    summary: 'Removes a file. An import of it that works is stopped; what it has stored stays, and can be taken back.',
    access: 'admin',
    answer: { status: 204 },
    problems: ['import-file-not-found'],
  })
  @Delete(':id')
  delete(@Param('site') site: string, @Param('id') id: string): Promise<void> {
    return this.files.delete(site, id);
  }
}
