import { IdempotencyModule } from '@afterword/platform';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PageChangesModule } from '../page-changes';
import { SiteEntity } from './site.entity';
import { PublicSiteController } from './public-site.controller';
import { SitesController } from './sites.controller';
import { SitesService } from './sites.service';

@Module({
  imports: [IdempotencyModule, PageChangesModule, TypeOrmModule.forFeature([SiteEntity])],
  controllers: [SitesController, PublicSiteController],
  providers: [SitesService],
  exports: [SitesService],
})
export class SitesModule {}
