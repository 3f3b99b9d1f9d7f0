export { SiteEntity } from './site.entity';
export { SitesModule } from './sites.module';
export { SitesService } from './sites.service';
