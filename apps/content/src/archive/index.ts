export { ArchiveModule } from './archive.module';
