import {
  type AccountList,
  type AccountListQuery,
  AccountListQuerySchema,
  type TransferList,
  type TransferListQuery,
  TransferListQuerySchema,
} from '@afterword/contracts';
import { OperatorGuard } from '@afterword/platform';
import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { SitesService } from '../sites';
import { LedgerReader } from './ledger-reader';

@Controller('v1/admin/sites/:site/accounts')
@UseGuards(OperatorGuard)
export class AccountsController {
  constructor(
    private readonly ledger: LedgerReader,
    private readonly sites: SitesService,
  ) {}

  @Get()
  async list(
    @Param('site') siteId: string,
    @Query({ schema: AccountListQuerySchema }) query: AccountListQuery,
  ): Promise<AccountList> {
    return this.ledger.accounts((await this.sites.get(siteId)).id, query);
  }

  @Get(':account/transfers')
  async statement(
    @Param('site') siteId: string,
    @Param('account') accountId: string,
    @Query({ schema: TransferListQuerySchema }) query: TransferListQuery,
  ): Promise<TransferList> {
    return this.ledger.statement((await this.sites.get(siteId)).id, accountId, query);
  }
}
