export { auditCommands } from './audit.commands';
export type { NewLogEntry } from './log-entry';
export { LogChain } from './log-chain';
export { LogReader } from './log-reader';
export { ModerationLog } from './moderation-log';
export { settingsChanges } from './settings-changes';
export { ModerationLogModule } from './moderation-log.module';
