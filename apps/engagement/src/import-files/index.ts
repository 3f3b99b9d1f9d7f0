export { ImportFilesModule } from './import-files.module';
