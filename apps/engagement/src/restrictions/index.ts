export { RestrictionsModule } from './restrictions.module';
export { RestrictionsService } from './restrictions.service';
export { addRestrictionCommand } from './restriction.commands';
