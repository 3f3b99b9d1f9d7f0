export { BuiltFile, builtFilesOnDemand, builtFolder, readBuiltFiles } from './built-files';
export { sendBuiltFile } from './send-built-file';
