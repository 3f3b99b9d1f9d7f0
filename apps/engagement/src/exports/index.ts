export { ArchiveRestore } from './archive-restore';
export { exportCommand } from './exports.commands';
export { ExportsModule } from './exports.module';
