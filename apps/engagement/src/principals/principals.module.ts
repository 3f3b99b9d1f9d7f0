import { Module } from '@nestjs/common';
import { ReadersModule } from '../readers';
import { SitesModule } from '../sites';
import { StaffModule } from '../staff';
import { TokenOwners } from './token-owners';

/** Who asks. */
@Module({
  imports: [ReadersModule, SitesModule, StaffModule],
  providers: [TokenOwners],
  exports: [SitesModule, TokenOwners],
})
export class PrincipalsModule {}
