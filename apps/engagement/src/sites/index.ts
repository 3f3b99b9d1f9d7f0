export { SiteEntity } from './site.entity';
export { SiteChanges } from './site-changes';
export { SitesModule } from './sites.module';
export { SitesService } from './sites.service';
