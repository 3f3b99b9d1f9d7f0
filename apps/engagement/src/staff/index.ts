export { staffCommands } from './staff.commands';
export { StaffModule } from './staff.module';
export { StaffService } from './staff.service';
export { StaffSessions } from './staff-sessions';
export { StaffTokens } from './staff-tokens';
