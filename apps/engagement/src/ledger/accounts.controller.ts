import {
  type AccountList,
  type AccountListQuery,
  AccountListQuerySchema,
  AccountListSchema,
  type TransferList,
  type TransferListQuery,
  TransferListQuerySchema,
  TransferListSchema,
} from '@afterword/contracts';
import { Operation } from '@afterword/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { SitesService } from '../sites';
import { LedgerReader } from './ledger-reader';

@Controller('v1/admin/sites/:site/accounts')
export class AccountsController {
  constructor(
    private readonly ledger: LedgerReader,
    private readonly sites: SitesService,
  ) {}

  @Operation({
    id: 'listAccounts',
    queryParameters: { kind: 'Accounts of one kind only.' },
    tag: 'Operator',
    summary: 'Lists the site’s accounts.',
    access: 'operator',
    answer: { status: 200, schema: AccountListSchema },
  })
  @Get()
  async list(
    @Param('site') siteId: string,
    @Query({ schema: AccountListQuerySchema }) query: AccountListQuery,
  ): Promise<AccountList> {
    return this.ledger.accounts((await this.sites.get(siteId)).id, query);
  }

  @Operation({
    id: 'listTransfers',
    tag: 'Operator',
    summary: 'Lists the transfers of an account, newest first.',
    access: 'operator',
    answer: { status: 200, schema: TransferListSchema },
    problems: ['account-not-found'],
  })
  @Get(':id/transfers')
  async statement(
    @Param('site') siteId: string,
    @Param('id') accountId: string,
    @Query({ schema: TransferListQuerySchema }) query: TransferListQuery,
  ): Promise<TransferList> {
    return this.ledger.statement((await this.sites.get(siteId)).id, accountId, query);
  }
}
