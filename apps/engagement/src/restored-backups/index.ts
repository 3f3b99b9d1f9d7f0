export { reconcileRestored } from './reconcile-restored';
export { RestoredBackups } from './restored-backups';
export { RestoredBackupsModule } from './restored-backups.module';
