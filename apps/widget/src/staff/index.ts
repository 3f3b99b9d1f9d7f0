/** Code that moderators load with their first menu. Readers never do. */
export { StaffMenu } from './staff-menu';
