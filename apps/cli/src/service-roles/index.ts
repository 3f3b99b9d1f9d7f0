export { prepareServiceRole } from './service-roles';
