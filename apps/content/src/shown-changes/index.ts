export { ShownChanges } from './shown-changes';
export { ShownChangesModule } from './shown-changes.module';
