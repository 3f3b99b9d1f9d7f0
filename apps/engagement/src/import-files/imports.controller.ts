import {
  type ImportRun,
  type ImportRunList,
  ImportRunListSchema,
  type ImportRunQuery,
  ImportRunQuerySchema,
  ImportRunSchema,
  type ImportUses,
  ImportUsesSchema,
} from '@afterword/contracts';
import { CurrentPrincipal, Operation, type Principal } from '@afterword/platform';
import { Controller, Get, Header, Param, Post, Query } from '@nestjs/common';
import { ImportsService } from './imports.service';

@Controller('v1/sites/:site/imports')
export class ImportsController {
  constructor(private readonly imports: ImportsService) {}

  @Operation({
    id: 'listImports',
    tag: 'Imports',
    summary: 'Lists the imports of a site, the newest first, those of the command line too.',
    access: 'admin',
    answer: { status: 200, schema: ImportRunListSchema },
  })
  @Get()
  @Header('cache-control', 'private, no-store')
  list(
    @Param('site') site: string,
    @Query({ schema: ImportRunQuerySchema }) query: ImportRunQuery,
  ): Promise<ImportRunList> {
    return this.imports.list(site, query);
  }

  @Operation({
    id: 'listImportUses',
    tag: 'Imports',
    summary:
      'Lists what readers did since on what an import brought. Those comments stay as tombstones when it is taken back.',
    access: 'admin',
    answer: { status: 200, schema: ImportUsesSchema },
    problems: ['import-not-found'],
  })
  @Get(':id/uses')
  @Header('cache-control', 'private, no-store')
  uses(@Param('site') site: string, @Param('id') id: string): Promise<ImportUses> {
    return this.imports.uses(site, id);
  }

  @Operation({
    id: 'undoImport',
    tag: 'Imports',
    summary: 'Takes back what an import brought. It takes a while; the status says when it is done.',
    access: 'admin',
    answer: { status: 202, schema: ImportRunSchema },
    problems: ['import-not-found', 'import-undone'],
  })
  @Post(':id/undo')
  undo(
    @Param('site') site: string,
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ImportRun> {
    return this.imports.undo(site, id, principal);
  }
}
