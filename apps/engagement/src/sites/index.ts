export { SiteEntity } from './site.entity';
export { SiteChanges } from './site-changes';
export { SitesModule } from './sites.module';
export { OVERTAKE_SITES, sessionStands } from './sites.sql';
export { SitesService, type SsoSecret } from './sites.service';
