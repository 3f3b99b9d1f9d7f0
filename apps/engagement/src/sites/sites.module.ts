import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdempotencyModule } from '@afterword/platform';
import { ModerationLogModule } from '../moderation-log';
import { SiteChanges } from './site-changes';
import { SiteEntity } from './site.entity';
import { PublicSiteController } from './public-site.controller';
import { SitesController } from './sites.controller';
import { SitesService } from './sites.service';

@Module({
  imports: [IdempotencyModule, ModerationLogModule, TypeOrmModule.forFeature([SiteEntity])],
  controllers: [SitesController, PublicSiteController],
  providers: [SiteChanges, SitesService],
  exports: [SiteChanges, SitesService],
})
export class SitesModule {}
