export { ImportRefusedError } from './import-problem';
export { ImportRunner } from './import-runner';
export { importCommand } from './imports.commands';
export { ImportsModule } from './imports.module';
export { type ZipEntry, zipEntries } from './input/zip';
export { PageMap } from './page-map';
